"""Higher-priced mortgage loans, 12 CFR 1026.35: allowed, with an escrow account and appraisals of their own."""

from decimal import Decimal

from lending.business_days import business_days_before
from lending.cash import note_amount
from lending.comparisons import not_applicable, stated
from lending.compliance.coverage import BUSINESS_PURPOSE, is_consumer_credit, is_first_lien, spread
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limit_in_force import LimitKind, limits_for
from lending.loan import Purpose
from lending.money import percent_of
from lending.property import Occupancy
from lending.rules import Case
from lending.tables.regulation_z import (
    HIGHER_PRICED_MORTGAGE,
    HPML_APPRAISAL,
    HPML_APPRAISAL_EXEMPT_UP_TO,
    AppraisalRule,
)

_OTHER_DWELLING = "The rule on higher-priced mortgage loans covers principal dwellings only."
_NOT_HIGHER = "The loan is not a higher-priced mortgage loan."


def _outside(case: Case) -> str | None:
    """Why the rule does not reach the loan; None where it does."""
    if not is_consumer_credit(case):
        return BUSINESS_PURPOSE
    return None if case.application.property.occupancy is Occupancy.PRIMARY else _OTHER_DWELLING


def _threshold(case: Case) -> Decimal:
    """Percentage points. A first lien has the wider spread above the limit in force when its rate was set.

    Where the county's limit is not known, only above every county's: the careful reading.
    """
    spreads = HIGHER_PRICED_MORTGAGE.on(case.closing).value
    if not is_first_lien(case):
        return spreads.subordinate
    home, loan = case.application.property, case.application.loan
    rate_set = loan.rate_lock_date or case.closing
    known = limits_for(LimitKind.CONFORMING, home.state, home.county_fips, home.units, rate_set)
    most = known.ceiling if known.limit is None else known.limit
    return spreads.first_jumbo if most is not None and loan.amount > most else spreads.first


def _is_higher_priced(case: Case) -> bool:
    return case.facts.pricing.apr - (case.application.loan.apor_percent or 0) >= _threshold(case)


def escrow(case: Case) -> Finding:
    rule_id = "compliance.hpml_escrow"
    question = "Which loans are higher-priced mortgage loans that need an escrow account?"
    citation = HIGHER_PRICED_MORTGAGE.on(case.closing).citation
    if (why := _outside(case)) is not None:
        return not_applicable(rule_id, question, why, citation)
    threshold = figure("hpml_spread", "HPML threshold", _threshold(case), Unit.POINTS)
    measured, higher = spread(case), _is_higher_priced(case)
    needs = "Establish an escrow account for taxes and insurance, kept for at least five years."
    if not case.application.loan.escrow_account:
        needs = f"The escrow account may not be waived. {needs}"
    return stated(
        rule_id,
        FindingOutcome.CONDITION if higher else FindingOutcome.PASS,
        question,
        f"The {measured.label} is {measured.display}, {'at or above' if higher else 'below'} the {threshold.label} of "
        f"{threshold.display}.",
        citation,
        figures=(measured, threshold),
        needs=needs if higher else None,
        due="prior_to_closing" if higher else None,
    )


def appraisal(case: Case) -> Finding:
    """An appraisal from an interior visit, and its copy in the applicant's hands in time.

    The regulation exempts qualified mortgages; the lender asks for it all the same (regulatory policy 4.3).
    """
    rule_id = "compliance.hpml_appraisal"
    question = "Which written appraisal and which copy does a higher-priced mortgage loan need?"
    row, exempt = HPML_APPRAISAL.on(case.closing), HPML_APPRAISAL_EXEMPT_UP_TO.on(case.closing)
    if (why := _outside(case)) is not None or not _is_higher_priced(case):
        return not_applicable(rule_id, question, why or _NOT_HIGHER, row.citation)
    if note_amount(case.application.loan) <= exempt.value:
        amount = figure("appraisal_exempt_up_to", "amount up to which loans are exempt", exempt.value, Unit.USD)
        words = f"The loan is not above the {amount.label} from the appraisal rule, {amount.display}."
        return stated(rule_id, FindingOutcome.PASS, question, words, exempt.citation, figures=(amount,))
    latest = figure(
        "appraisal_copy_by",
        "last day for the copy",
        business_days_before(case.closing, row.value.copy_business_days),
        Unit.DATE,
    )
    report = case.application.property.appraisal
    interior = report is not None and report.interior_inspected
    given = report.copy_delivered_on if report else None
    in_time = given is not None and given <= latest.value  # type: ignore[operator]
    words = (
        f"The higher-priced loan has {'an' if interior else 'no'} appraisal from an interior visit, and its copy "
        f"{'was given to the applicant in time' if in_time else 'has not been given to the applicant in time'}; the "
        f"last day for it is {latest.display}."
    )
    asked = [
        *(
            ()
            if interior
            else ("Obtain a written appraisal by a certified or licensed appraiser who visits the inside.",)
        ),
        *(() if in_time else (f"Give the applicant a copy of the appraisal by {latest.display}, or close later.",)),
    ]
    return stated(
        rule_id,
        FindingOutcome.CONDITION if asked else FindingOutcome.PASS,
        question,
        words,
        row.citation,
        figures=(latest,),
        needs=" ".join(asked) or None,
        due="prior_to_closing" if asked else None,
    )


def _needs_second(rule: AppraisalRule, days: int, rise_percent: Decimal) -> bool:
    if days <= rule.short_resale_days:
        return rise_percent > rule.short_resale_rise_percent
    return days <= rule.long_resale_days and rise_percent > rule.long_resale_rise_percent


def _resale(case: Case) -> tuple[Figure, Figure] | None:
    """Days from the seller's purchase to the application, and the rise of the price in percent; None where unknown.

    The rule counts to the day on which the borrower agreed to buy. The file does not hold that day, which lies shortly
    before the application, the nearest day that it does hold.
    """
    home, loan = case.application.property, case.application.loan
    if loan.purpose is not Purpose.PURCHASE or loan.purchase_price is None:
        return None
    if home.seller_acquired_on is None or home.seller_acquisition_price is None:
        return None
    applied = case.application.application_date
    rise = percent_of(loan.purchase_price - home.seller_acquisition_price, home.seller_acquisition_price)
    return (
        figure("resale_days", "days since the seller bought", (applied - home.seller_acquired_on).days, Unit.COUNT),
        figure("resale_rise", "rise of the price since then", rise, Unit.PERCENT),
    )


def second_appraisal(case: Case) -> Finding:
    """A house that the seller bought not long ago and resells much dearer is appraised twice, at the lender's cost."""
    rule_id = "compliance.hpml_second_appraisal"
    question = "When does a resale within 90 or 180 days need a second appraisal on a higher-priced loan?"
    row = HPML_APPRAISAL.on(case.closing)
    if (why := _outside(case)) is not None or not _is_higher_priced(case):
        return not_applicable(rule_id, question, why or _NOT_HIGHER, row.citation)
    resale = _resale(case)
    if resale is None:
        return not_applicable(rule_id, question, "The file tells of no resale by a recent buyer.", row.citation)
    days, rise = resale
    needed = _needs_second(row.value, int(str(days.value)), Decimal(str(rise.value)))
    there = case.application.property.second_appraisal is not None
    words = f"The seller bought {days.display} days before the application, at a price that has changed by "
    words += f"{rise.display} since; "
    words += "a second appraisal is needed" if needed else "no second appraisal is needed"
    words += " and is in the file." if needed and there else "."
    missing = needed and not there
    return stated(
        rule_id,
        FindingOutcome.CONDITION if missing else FindingOutcome.PASS,
        question,
        words,
        row.citation,
        figures=resale,
        needs="Obtain a second appraisal by another appraiser, at the lender's cost." if missing else None,
        due="prior_to_approval" if missing else None,
    )


RULES = (escrow, appraisal, second_appraisal)
