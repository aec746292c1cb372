"""What only VA asks of a loan: a certificate, entitlement that guarantees enough of it, and what an IRRRL must show."""

from decimal import Decimal
from typing import TYPE_CHECKING

from lending.borrower import VeteranStatus
from lending.citation import Citation
from lending.comparisons import at_least, overlay, stated
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limit_in_force import How, LimitKind, limits_for
from lending.limits import limit
from lending.loan import LoanTerms, Purpose
from lending.money import ZERO, share, to_cents
from lending.program import Program
from lending.reasons import ReasonCode
from lending.tables.dated import Row
from lending.tables.va import ENTITLEMENT, RATE_REDUCTION, Entitlement

if TYPE_CHECKING:
    from lending.rules import Case

_TERMS = ReasonCode.OTHER_LOAN_TERMS
_GUARANTY = "compliance.va_guaranty"
_HOW_MUCH = "How is a veteran's remaining VA entitlement reckoned and how large must the guaranty be?"


def replaces_va_loan(loan: LoanTerms) -> bool:
    return loan.refinances_program is Program.VA


def is_rate_reduction(loan: LoanTerms) -> bool:
    """Whether a VA loan is refinanced without cash out: an interest rate reduction refinancing loan (IRRRL)."""
    return loan.purpose is Purpose.RATE_TERM_REFINANCE and replaces_va_loan(loan)


def _certified(case: "Case") -> list[VeteranStatus]:
    veterans = (borrower.veteran for borrower in case.application.borrowers)
    return [veteran for veteran in veterans if veteran is not None and veteran.certificate_of_eligibility]


def entitlement(case: "Case") -> Finding:
    """A veteran with a certificate of eligibility; how far partial entitlement reaches is `guaranty`'s question."""
    rule_id, question = (
        "compliance.va_entitlement",
        "Does the veteran hold a certificate of eligibility and entitlement?",
    )
    citation = overlay("VA eligibility and entitlement")
    if not any(borrower.veteran for borrower in case.application.borrowers):
        words = "No borrower is shown as an eligible veteran."
        return stated(rule_id, FindingOutcome.FAIL, question, words, citation, reason=_TERMS, weight=58)
    certified = _certified(case)
    if not certified:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The certificate of eligibility is not in the file.",
            citation,
            needs="Obtain the veteran's certificate of eligibility.",
            due="prior_to_approval",
        )
    extent = "full" if any(veteran.full_entitlement for veteran in certified) else "partial"
    words = f"The certificate of eligibility shows {extent} entitlement."
    return stated(rule_id, FindingOutcome.PASS, question, words, citation)


def _passes(words: str, citation: Citation) -> Finding:
    return stated(_GUARANTY, FindingOutcome.PASS, _HOW_MUCH, words, citation)


def _refers(words: str, citation: Citation, needs: str | None, figures: tuple[Figure, ...] = ()) -> Finding:
    return stated(_GUARANTY, FindingOutcome.REFER, _HOW_MUCH, words, citation, figures=figures, needs=needs)


def guaranty(case: "Case") -> Finding:
    """Full entitlement has no limit; partial entitlement and the down payment must come to a quarter of the value."""
    loan = case.application.loan
    row = ENTITLEMENT.on(case.closing)
    certified = _certified(case)
    if not certified:
        words = "Entitlement is reckoned from the certificate of eligibility, which is not in the file."
        return stated(_GUARANTY, FindingOutcome.NOT_APPLICABLE, _HOW_MUCH, words, row.citation)
    if any(veteran.full_entitlement for veteran in certified):
        return _passes("With full entitlement VA guarantees its share of a loan of any size.", row.citation)
    if is_rate_reduction(loan):
        return _passes("The entitlement of the VA loan that is paid off secures the new one.", row.citation)
    charged = min((v.entitlement_charged for v in certified if v.entitlement_charged), default=None)
    if charged is None:
        words = "The entitlement is partial, and the file does not say how much of it is charged to other loans."
        return _refers(words, row.citation, "Enter the entitlement charged on the certificate of eligibility.")
    return _partial(case, row, charged)


def _partial(case: "Case", row: Row[Entitlement], charged: Decimal) -> Finding:
    """The certain answer where floor and ceiling give the same one, otherwise the county's, otherwise a person's."""
    home, loan = case.application.property, case.application.loan
    county = limits_for(LimitKind.CONFORMING, home.state, home.county_fips, 1, case.closing)
    if loan.amount <= row.value.basic_up_to:
        return _measured(case, row, row.value.basic_dollars - charged, ())

    def at(dollars: Decimal) -> Finding:
        shown = figure("county_limit", "conforming limit for one unit", dollars, Unit.USD)
        return _measured(case, row, share(dollars, row.value.county_percent) - charged, (shown,))

    if county.limit is not None:
        return at(county.limit)
    if county.how is not How.WRONG_STATE:
        at_floor = at(county.floor)
        if at_floor.outcome is FindingOutcome.PASS:
            return at_floor
        if county.ceiling is not None and (at_ceiling := at(county.ceiling)).outcome is FindingOutcome.FAIL:
            return at_ceiling
    words = f"The remaining entitlement follows from the county's limit, which is not known: {county.why}."
    return _refers(words, county.citation, county.needs)


def _measured(case: "Case", row: Row[Entitlement], left: Decimal, shown: tuple[Figure, ...]) -> Finding:
    """`left`: dollars of entitlement not charged. Equity stands in the place of a down payment on a refinance.

    Entitlement that the loan to be paid off returns is not in the file, so a VA loan's refinance is short only for a
    person.
    """
    loan, ratios = case.application.loan, case.facts.ratios
    left = max(left, ZERO)
    down = max(ratios.value_basis - loan.amount, ZERO)
    needed = to_cents(share(ratios.value_basis, row.value.guaranty_percent))
    more = figure("down_payment_needed", "further down payment needed", needed - left - down, Unit.USD)
    short = left + down < needed
    figures = (
        figure("remaining_entitlement", "remaining entitlement", left, Unit.USD),
        figure("down_payment", "down payment", down, Unit.USD),
        figure(
            "no_down_payment", "largest loan without a down payment", left * 100 / row.value.guaranty_percent, Unit.USD
        ),
        *shown,
    )
    found = at_least(
        _GUARANTY,
        _HOW_MUCH,
        figure("guaranty_and_down_payment", "remaining entitlement and down payment", left + down, Unit.USD),
        limit("guaranty_needed", "guaranty that the value asks for", needed, Unit.USD, row.citation),
        otherwise=FindingOutcome.REFER if replaces_va_loan(loan) else FindingOutcome.FAIL,
        needs="Find out how much entitlement the VA loan that is paid off returns.",
        reason=_TERMS,
        weight=59,
        others=(*figures, more) if short else figures,
    )
    if not short:
        return found
    statement = f"{found.statement} A further down payment of {more.display} is needed."
    return found.model_copy(update={"statement": statement})


def rate_reduction(case: "Case") -> Finding:
    """The old loan's rate and payments are not in the file, so that a person shows the benefit (38 USC 3709)."""
    rule_id = "compliance.va_rate_reduction"
    question = "What must an interest rate reduction refinance of a VA loan (IRRRL) show?"
    row = RATE_REDUCTION.on(case.closing)
    loan, rules = case.application.loan, row.value
    noted = loan.existing_first_lien_note_date
    days = figure("seasoning_days", "days of seasoning", rules.seasoning_days, Unit.COUNT)
    if noted is not None and (case.closing - noted).days < rules.seasoning_days:
        age = figure(
            "first_lien_age_days",
            "days since the note of the loan that is paid off",
            (case.closing - noted).days,
            Unit.COUNT,
        )
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            f"The VA loan that is paid off is {age.display} days old, and {days.display} days must pass from its first "
            "payment on.",
            row.citation,
            figures=(age, days),
            reason=_TERMS,
            weight=57,
        )
    turns = loan.arm is not None
    points = rules.adjustable_points if turns else rules.fixed_points
    fall = figure("rate_reduction", "least fall of a fixed rate", points, Unit.POINTS)
    months = figure("recoupment_months", "longest recoupment", Decimal(rules.recoupment_months), Unit.MONTHS)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"The loan refinances a VA loan: a fixed rate must fall by {fall.display} where the new one is "
        f"{'adjustable' if turns else 'fixed'}, the costs must be earned back within {months.display}, and "
        f"{days.display} days must have passed since the first payment.",
        row.citation,
        figures=(fall, months, days),
        needs="Show from the old note and its payments that the rate falls, that the costs are earned back in time and "
        "that the old loan is seasoned.",
        due="prior_to_approval",
    )
