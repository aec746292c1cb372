"""Until when Regulation B lets the lender act, reckoned from the dates of the application and no clock.

Where a period runs from a day that the application does not hold (on which a notice goes out), the date is the careful
one: a duty is counted from the first day on which it could begin, what is kept or held open from the last.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from lending.application import LoanApplication
from lending.business_days import business_days_after, business_days_before
from lending.citation import Citation
from lending.decision import Deadline, Decision, Outcome
from lending.findings import Unit, figure
from lending.loan import LienPriority
from lending.tables import regulation_b as rules
from lending.tables.dated import Row
from lending.tables.lender import LENDER

_CLOSING_AHEAD = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.COUNTEROFFER, Outcome.REFER})
_MONTHS_A_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def complete_on(application: LoanApplication) -> date:
    return application.completed_on or application.application_date


def _deadline(name: str, label: str, day: date, what: str, citation: Citation) -> Deadline:
    return Deadline(name=name, what=what, last_day=figure(name, label, day, Unit.DATE), citation=citation)


def notice_day(application: LoanApplication, decision: Decision) -> tuple[date, Row[int]]:
    """The last day on which the notice of this decision may go out, and the rule that says so."""
    if decision.requested_items:
        row = rules.INCOMPLETE_DAYS.on(application.application_date)
        return application.application_date + timedelta(days=row.value), row
    row = rules.ACTION_DAYS.on(application.application_date)
    return complete_on(application) + timedelta(days=row.value), row


def items_needed_by(application: LoanApplication, decision: Decision) -> date:
    """The day that a notice of incompleteness names: a reasonable time for the applicant, even if it goes out last."""
    days = LENDER.on(application.application_date).value.items_days
    return notice_day(application, decision)[0] + timedelta(days=days)


def offer_open_until(application: LoanApplication, decision: Decision) -> date:
    days = LENDER.on(application.application_date).value.offer_open_days
    return notice_day(application, decision)[0] + timedelta(days=days)


_NOTICES = {
    Outcome.APPROVE: "Tell the applicant that the loan is approved.",
    Outcome.APPROVE_WITH_CONDITIONS: "Tell the applicant that the loan is approved, and on which conditions.",
    Outcome.COUNTEROFFER: "Send the offer together with the notice of adverse action on the terms asked for.",
    Outcome.REFER: "Decide, and tell the applicant: a referral does not stop the time.",
    Outcome.DECLINE: "Send the notice of adverse action.",
    Outcome.INCOMPLETE: "Obtain what is missing, decide and tell the applicant; counted from the application, although "
    "it is not complete yet.",
}


def _notice(application: LoanApplication, decision: Decision) -> Deadline:
    day, row = notice_day(application, decision)
    if decision.requested_items:
        what = "Send the notice of incompleteness, or notice of adverse action in its place."
        return _deadline("notice_of_incompleteness", "notice of incompleteness", day, what, row.citation)
    return _deadline("notice_of_action", "notice of action", day, _NOTICES[decision.outcome], row.citation)


def _answers(application: LoanApplication, decision: Decision) -> Iterator[Deadline]:
    """What the applicant may do, and until when the lender answers."""
    day = application.application_date
    last_notice, _ = notice_day(application, decision)
    if decision.requested_items:
        yield _deadline(
            "items_needed_by",
            "missing items needed by",
            items_needed_by(application, decision),
            "The applicant supplies the missing items; without them the application is not considered further.",
            LENDER.on(day).citation,
        )
    if decision.outcome is Outcome.COUNTEROFFER:
        row = rules.COUNTEROFFER_DAYS.on(day)
        yield _deadline(
            "offer_open_until",
            "offer open until",
            offer_open_until(application, decision),
            "The applicant accepts the offer.",
            LENDER.on(day).citation,
        )
        yield _deadline(
            "second_notice",
            "second notice",
            complete_on(application) + timedelta(days=row.value),
            "Notice of adverse action if the offer is not accepted; not owed where the offer went out with the "
            "reasons. Counted from the completed application, the first day of an offer.",
            row.citation,
        )
    if decision.principal_reasons:
        asked = rules.REASONS_ON_REQUEST.on(day)
        yield _deadline(
            "reasons_on_request",
            "reasons on request",
            last_notice + timedelta(days=asked.value.ask_within + asked.value.answer_within),
            f"The last day of an answer to an applicant who asks for the reasons within {asked.value.ask_within} days "
            f"of the notice; each request is answered within {asked.value.answer_within}. The notice states them.",
            asked.citation,
        )


def _appraisal(application: LoanApplication, decision: Decision) -> Iterator[Deadline]:
    """12 CFR 1002.14 speaks of first liens on a dwelling, which every property here is."""
    if application.loan.lien is not LienPriority.FIRST:
        return
    day = application.application_date
    told = rules.APPRAISAL_NOTICE_BUSINESS_DAYS.on(day)
    yield _deadline(
        "appraisal_notice",
        "notice of the right to the appraisal",
        business_days_after(day, told.value),
        "Tell the applicant of the right to a copy of every appraisal.",
        told.citation,
    )
    appraisal = application.property.appraisal
    if appraisal is None or appraisal.copy_delivered_on is not None:
        return
    copy = rules.APPRAISAL_COPY_BUSINESS_DAYS.on(day)
    last_notice, _ = notice_day(application, decision)
    before_closing = business_days_before(application.loan.expected_closing_date, copy.value)
    if decision.outcome in _CLOSING_AHEAD:
        what = "A copy of the appraisal is in the applicant's hands; mailing takes three business days more."
        yield _deadline("appraisal_copy", "copy of the appraisal", before_closing, what, copy.citation)
    else:
        what = "A copy of the appraisal goes out promptly although no closing is ahead, with the notice at the latest."
        yield _deadline("appraisal_copy", "copy of the appraisal", last_notice, what, copy.citation)


def deadlines_of(application: LoanApplication, decision: Decision) -> tuple[Deadline, ...]:
    """Every deadline of a final decision, the soonest first.

    Raises `DateOutsideTableError` for an application of before the rules.
    """
    kept = rules.RETENTION_MONTHS.on(application.application_date)
    last_notice, _ = notice_day(application, decision)
    records = _deadline(
        "records_kept_until",
        "records kept until",
        months_after(last_notice, kept.value),
        "Keep the application, what was used to decide it, and the notice.",
        kept.citation,
    )
    every = (
        _notice(application, decision),
        *_answers(application, decision),
        *_appraisal(application, decision),
        records,
    )
    return tuple(sorted(every, key=lambda deadline: str(deadline.last_day.value)))
