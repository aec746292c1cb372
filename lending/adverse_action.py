"""Which notices a decision owes, and what 12 CFR 1002.9 and the Fair Credit Reporting Act ask each of them to say."""

from collections.abc import Iterator
from datetime import date

from lending.application import LoanApplication
from lending.borrower import Borrower, CreditScore
from lending.credit import averages_scores, deciding_borrower, representative_score, score_of_borrower
from lending.deadlines import items_needed_by, notice_day, offer_open_until
from lending.decision import Decision, Offer, Outcome
from lending.findings import Unit, show
from lending.loan import LoanTerms, Purpose
from lending.notice import Notice, NoticeKind, OfferTerm, Party, ReportUsed, ScoreUsed
from lending.principal_reasons import PrincipalReason
from lending.programs import rules_for
from lending.property import Occupancy
from lending.reasons import C1_WORDING, ReasonCode
from lending.report_use import ReportUse
from lending.tables.credit_reporting import BUREAUS, NOTICE_RULES, SCORE_RANGE
from lending.tables.lender import LENDER
from lending.tables.regulation_b import FINANCE_COMPANY_AGENCY

_CASH_RULES = frozenset({"capital.funds_to_close", "capital.reserves"})
"""They count the debts that are paid off at closing."""

FROM_OTHERS = frozenset(
    {
        ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT,
        ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT,
        ReasonCode.LENGTH_OF_EMPLOYMENT,
        ReasonCode.UNABLE_TO_VERIFY_INCOME,
        ReasonCode.INCOME_INSUFFICIENT,
        ReasonCode.OTHER_UNVERIFIABLE_INFORMATION,
        ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED,
    }
)
"""Reasons for which an employer, a landlord or an insurer may have been asked (15 USC 1681m(b)(1))."""

_KINDS = {
    Outcome.DECLINE: NoticeKind.ADVERSE_ACTION,
    Outcome.COUNTEROFFER: NoticeKind.COUNTEROFFER,
    Outcome.INCOMPLETE: NoticeKind.INCOMPLETENESS,
}
_PURPOSES = {
    Purpose.PURCHASE: "to buy",
    Purpose.RATE_TERM_REFINANCE: "to refinance, without cash out,",
    Purpose.CASH_OUT_REFINANCE: "to refinance, with cash out,",
}
_OCCUPANCIES = {
    Occupancy.PRIMARY: "a home to live in",
    Occupancy.SECOND_HOME: "a second home",
    Occupancy.INVESTMENT: "a property to let",
}


def _requested(application: LoanApplication) -> str:
    loan = application.loan
    name = rules_for(application).name
    rate = f"{show(loan.note_rate_percent, Unit.RATE)} {'adjustable' if loan.arm else 'fixed'}"
    return (
        f"{name[:1].upper()}{name[1:]} mortgage loan of {show(loan.amount, Unit.USD)} {_PURPOSES[loan.purpose]} "
        f"{_OCCUPANCIES[application.property.occupancy]}, {loan.lien.value} lien, {rate}, {loan.term_months} months"
        f"{''.join(f', {feature}' for feature in _features(loan))}"
    )


def _features(loan: LoanTerms) -> Iterator[str]:
    if loan.interest_only_months:
        yield f"interest only for {loan.interest_only_months} months"
    if loan.balloon_due_month is not None:
        yield f"all of it due after {loan.balloon_due_month} months"
    if loan.negative_amortization:
        yield "with payments that may leave interest unpaid"
    if loan.prepayment_penalty is not None:
        yield f"with a penalty for prepayment within {loan.prepayment_penalty.months} months"


def _terms(application: LoanApplication, offer: Offer) -> Iterator[OfferTerm]:
    loan, ratios = application.loan, offer.ratios
    dti, financed = ratios.back_end_dti, ratios.note_amount != offer.loan_amount
    for label, value in (
        ("What is different", ", ".join(change.text for change in offer.changes)),
        ("Loan amount", show(offer.loan_amount, Unit.USD)),
        ("Amount of the note, with what is financed", show(ratios.note_amount, Unit.USD) if financed else None),
        ("Interest rate", f"{show(loan.note_rate_percent, Unit.RATE)} {'adjustable' if loan.arm else 'fixed'}"),
        ("Term", f"{offer.term_months} months"),
        ("Principal and interest a month", show(ratios.note_principal_and_interest, Unit.USD)),
        ("Whole housing payment a month", show(ratios.pitia, Unit.USD)),
        ("Loan in proportion to the value (LTV)", show(ratios.ltv, Unit.PERCENT)),
        ("Monthly obligations in proportion to income", None if dti is None else show(dti, Unit.PERCENT)),
        ("Cash that you need to close", show(ratios.funds_to_close, Unit.USD)),
    ):
        if value is not None:
            yield OfferTerm(label=label, value=value)


def _rests_on_report(application: LoanApplication, reason: PrincipalReason) -> bool:
    pays_debts = any(debt.to_be_paid_at_closing for debt in application.debts)
    return reason.report_use is not ReportUse.NONE or (reason.rule_id in _CASH_RULES and pays_debts)


def _for_addressee(application: LoanApplication, borrower: Borrower, reason: PrincipalReason) -> PrincipalReason:
    """A score and its key factors are told to nobody but the one whose score it is (15 USC 1681m(a)(2)).

    An average of scores is told to nobody, because with one's own score it gives away the other's.
    """
    if reason.report_use is not ReportUse.SCORE or len(application.borrowers) == 1:
        return reason
    factors: tuple[str, ...] = ()
    if borrower is not deciding_borrower(application):
        words = "a co-applicant's credit history does not meet what the program asks for."
    elif averages_scores(application):
        words, factors = "the applicants' scores taken together are below the minimum.", reason.key_factors
        if factors:
            words += f" What lowered your score, in the bureau's words: {'; '.join(factors)}."
    else:
        return reason
    text = f"{C1_WORDING[reason.reason_code]}: {words}"
    return reason.model_copy(update={"text": text, "key_factors": factors})


def _key_factors(score: CreditScore, most: int) -> tuple[str, ...]:
    inquiries = tuple(factor for factor in score.key_factors if "inquir" in factor.lower())
    others = tuple(factor for factor in score.key_factors if factor not in inquiries)
    return (*others[:most], *inquiries)


def _report(borrower: Borrower, day: date, *, considered: bool, decided: bool) -> ReportUsed | None:
    """None where the file holds no report of the borrower; with the score where it was `considered`."""
    if borrower.credit is None:
        return None
    rules, contacts, span = NOTICE_RULES.on(day).value, BUREAUS.on(day).value, SCORE_RANGE.on(day).value
    parties = {
        score.bureau: Party(
            name=contacts[score.bureau].name,
            address=contacts[score.bureau].address,
            telephone=contacts[score.bureau].telephone,
        )
        for score in borrower.credit.scores
    }
    used = score_of_borrower(borrower) if considered else None
    shown = used and ScoreUsed(
        score=used.score,
        model=used.model,
        source=parties[used.bureau].name,
        created_on=used.created_on or borrower.credit.report_date,
        lowest=span.lowest,
        highest=span.highest,
        key_factors=_key_factors(used, rules.key_factors),
        decided=decided,
    )
    return ReportUsed(agencies=tuple(parties.values()), score=shown, request_days=rules.request_days)


def _to_complete(report: ReportUsed | None, who: str, *, by_score: bool) -> tuple[str, ...]:
    if report is None:
        return ()
    lacks = []
    if not report.agencies:
        lacks.append(
            f"Name the consumer reporting agency behind the report of {who}, with address and toll-free number."
        )
    if by_score and report.score is not None and not report.score.key_factors:
        lacks.append(f"Obtain from {report.score.source} the key factors of the credit score of {who}.")
    return tuple(lacks)


def notices_of(application: LoanApplication, decision: Decision) -> tuple[Notice, ...]:
    """The notices that the decision owes, the primary applicant's first; none for an approval or a referral.

    Where a credit report was used, every borrower whose report it was gets a notice, with that borrower's own score if
    the scores were considered and nobody else's. A score is considered where every borrower has one: otherwise no rule
    reads it. `decision` must be final. Raises `DateOutsideTableError` for an application of before the rules.
    """
    kind = _KINDS.get(decision.outcome)
    if kind is None or (kind is NoticeKind.INCOMPLETENESS and not decision.requested_items):
        return ()
    day, reasons, offer = application.application_date, decision.principal_reasons, decision.offer
    lender, agency = LENDER.on(day).value, FINANCE_COMPANY_AGENCY.on(day).value
    from_others = any(reason.reason_code in FROM_OTHERS for reason in reasons)
    answer_by = None
    if kind is NoticeKind.INCOMPLETENESS:
        answer_by = items_needed_by(application, decision)
    elif offer is not None:
        answer_by = offer_open_until(application, decision)
    shared = Notice(
        kind=kind,
        application_id=application.application_id,
        addressee=application.borrowers[0].borrower_id,
        creditor=Party(name=lender.name, address=lender.address, telephone=lender.telephone),
        agency=Party(name=agency.name, address=agency.address),
        requested=_requested(application),
        reasons=reasons,
        offer=tuple(_terms(application, offer)) if offer else (),
        offer_conditions=tuple(condition.text for condition in decision.conditions) if offer else (),
        items=decision.requested_items,
        answer_by=answer_by,
        outside_request_days=NOTICE_RULES.on(day).value.request_days if from_others else None,
        send_by=notice_day(application, decision)[0],
    )
    on_reports = any(_rests_on_report(application, reason) for reason in reasons)
    by_score = any(reason.report_use is ReportUse.SCORE for reason in reasons)
    considered, together = representative_score(application) is not None, averages_scores(application)
    notices = []
    for borrower in application.borrowers:
        decided = by_score and (together or borrower is deciding_borrower(application))
        report = _report(borrower, day, considered=considered, decided=decided) if on_reports else None
        if report is None and borrower is not application.borrowers[0]:
            continue
        who = f"borrower {borrower.borrower_id}"
        own = {
            "addressee": borrower.borrower_id,
            "reasons": tuple(_for_addressee(application, borrower, reason) for reason in reasons),
            "report": report,
            "to_complete": _to_complete(report, who, by_score=by_score),
        }
        notices.append(shared.model_copy(update=own))
    return tuple(notices)
