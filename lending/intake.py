"""What intake asks of a file before anything is computed: is it complete, and does it agree with itself.

Incompleteness: 12 CFR 1002.9(c) and the lender's decision policy. A contradiction refers; it never declines.
"""

from collections.abc import Callable, Iterator
from datetime import date

from lending.application import LoanApplication
from lending.borrower import BANKRUPTCIES, Borrower, DerogatoryKind
from lending.comparisons import overlay, regulation, stated
from lending.declared import declared_matters
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.loan import Purpose
from lending.missing_items import obtained_by_lender
from lending.obligations import DebtKind
from lending.payments import MONTHS_A_YEAR
from lending.programs import rules_for
from lending.property import Occupancy, PropertyType
from lending.ratios import loan_to_values
from lending.reasons import ReasonCode
from lending.tables.overlays import OVERLAYS

COMPLETENESS_QUESTION = "When is an application incomplete and what must the notice say?"
_COMPLETENESS = regulation("12 CFR 1002.9(c)", date(2011, 12, 30))
_CONTRADICTION_QUESTION = "How are contradictions in the file treated?"

_FORECLOSURE = frozenset({DerogatoryKind.FORECLOSURE, DerogatoryKind.DEED_IN_LIEU})
_SEVEN_YEARS_OF_MONTHS = 7 * MONTHS_A_YEAR


def _missing_of_borrower(borrower: Borrower) -> Iterator[tuple[str, str]]:
    who = f"of borrower {borrower.borrower_id}"
    identity = borrower.identity
    at = f"borrowers.{borrower.borrower_id}"
    for field, words, value in (
        ("identity.first_name", "first name", identity.first_name),
        ("identity.last_name", "last name", identity.last_name),
        ("identity.ssn", "social security number", identity.ssn),
        ("identity.birth_date", "date of birth", identity.birth_date),
        ("identity.current_address", "current address", identity.current_address),
        ("credit", "credit report", borrower.credit),
        ("declarations", "declarations", borrower.declarations),
    ):
        if value is None:
            yield f"{at}.{field}", f"{words} {who}"


def needs_mortgage_insurance(application: LoanApplication) -> bool:
    """Whether the loan lies above the LTV that needs private insurance; False while it has no value basis."""
    line = rules_for(application).private_insurance_above(application)
    if line is None or application.property.appraisal is None:
        return False
    ltv, _, _ = loan_to_values(application)
    return ltv > line.value


def missing_items(application: LoanApplication) -> tuple[tuple[str, str], ...]:
    """(field, what is missing in words), in the order of the application."""
    loan, home = application.loan, application.property
    found = [item for borrower in application.borrowers for item in _missing_of_borrower(borrower)]
    purchase = loan.purpose is Purpose.PURCHASE
    needs_housing = home.occupancy is not Occupancy.PRIMARY
    housing_known = any(borrower.current_monthly_housing is not None for borrower in application.borrowers)
    insured = loan.mortgage_insurance_annual_percent is not None
    flood_missing = home.in_flood_zone and not home.monthly_flood_insurance
    for field, words, missing in (
        ("borrowers.incomes", "income of any borrower", not any(b.incomes for b in application.borrowers)),
        ("borrowers.current_monthly_housing", "present housing expense", needs_housing and not housing_known),
        ("assets", "assets for the purchase", purchase and not application.assets),
        ("property.street", "street address of the property", home.street is None),
        ("property.city", "city of the property", home.city is None),
        ("property.postal_code", "postal code of the property", home.postal_code is None),
        ("property.appraisal", "appraised value", home.appraisal is None),
        ("property.monthly_taxes", "property taxes", home.monthly_taxes is None),
        ("property.monthly_insurance", "hazard insurance premium", home.monthly_insurance is None),
        ("property.monthly_flood_insurance", "flood insurance premium in a flood zone", flood_missing),
        (
            "loan.mortgage_insurance_annual_percent",
            "mortgage insurance premium",
            not insured and needs_mortgage_insurance(application),
        ),
        ("loan.purchase_price", "purchase price", purchase and loan.purchase_price is None),
        ("loan.payoff_amount", "payoff of the existing lien", not purchase and loan.payoff_amount is None),
        ("loan.rate_lock_date", "date of the rate lock", loan.rate_lock_date is None),
        ("loan.apor_percent", "APOR of the rate-lock date", loan.apor_percent is None),
    ):
        if missing:
            found.append((field, words))
    return tuple(found)


def completeness(application: LoanApplication) -> tuple[Finding, ...]:
    """One failed finding for each missing item, or a single one that passes."""
    missing = missing_items(application)
    if not missing:
        words = "The application holds every item that a test needs."
        return (stated("intake.completeness", FindingOutcome.PASS, COMPLETENESS_QUESTION, words, _COMPLETENESS),)
    return tuple(_missing(f"intake.completeness.{field}", words) for field, words in missing)


def _missing(rule_id: str, words: str) -> Finding:
    return stated(
        rule_id,
        FindingOutcome.FAIL,
        COMPLETENESS_QUESTION,
        f"Missing: the {words}.",
        _COMPLETENESS,
        reason=ReasonCode.APPLICATION_INCOMPLETE,
        needs=f"{'Obtain' if obtained_by_lender(rule_id) else 'Supply'} the {words}.",
    )


def _contradiction(rule: str, there: bool, words: str, fine: str, needs: str) -> Finding:
    return stated(
        f"intake.integrity.{rule}",
        FindingOutcome.REFER if there else FindingOutcome.PASS,
        _CONTRADICTION_QUESTION,
        words if there else fine,
        overlay("contradictions"),
        reason=ReasonCode.OTHER_UNVERIFIABLE_INFORMATION,
        needs=needs if there else None,
    )


def _reported_within_seven_years(borrower: Borrower, kinds: frozenset[DerogatoryKind], day: date) -> bool:
    events = borrower.credit.derogatory_events if borrower.credit else ()
    return any(e.kind in kinds and months_between(e.completed_on, day) < _SEVEN_YEARS_OF_MONTHS for e in events)


def _declared_without_report(borrower: Borrower) -> bool:
    """Whether a waiting period cannot be measured because no report dates what the borrower declares."""
    said = borrower.declarations
    if said is None:
        return False
    reported = {event.kind for event in borrower.credit.derogatory_events} if borrower.credit else set()
    return (
        (said.bankruptcy_last_7_years and not reported & BANKRUPTCIES)
        or (said.foreclosure_or_deed_in_lieu_last_7_years and not reported & _FORECLOSURE)
        or (said.short_sale_last_7_years and DerogatoryKind.SHORT_SALE not in reported)
    )


def declared_history(application: LoanApplication) -> tuple[Finding, ...]:
    """An event on the report that the declarations deny, or one in the declarations that no report dates."""
    denied = False
    for borrower in application.borrowers:
        said = borrower.declarations
        if said is None:
            continue
        day = application.application_date
        denied |= not said.bankruptcy_last_7_years and _reported_within_seven_years(borrower, BANKRUPTCIES, day)
        foreclosed = _reported_within_seven_years(borrower, _FORECLOSURE, day)
        denied |= not said.foreclosure_or_deed_in_lieu_last_7_years and foreclosed
        sold_short = _reported_within_seven_years(borrower, frozenset({DerogatoryKind.SHORT_SALE}), day)
        denied |= not said.short_sale_last_7_years and sold_short
    return (
        _contradiction(
            "declared_history",
            denied,
            "A declaration denies an event that the credit report shows.",
            "The declarations agree with the credit reports.",
            "Obtain a corrected declaration and an explanation of the event.",
        ),
        _contradiction(
            "undated_history",
            any(_declared_without_report(borrower) for borrower in application.borrowers),
            "A declaration states a bankruptcy, foreclosure or short sale that no credit report dates.",
            "Every event that is declared stands on a credit report.",
            "Obtain the court or county records that date the event.",
        ),
    )


def declared_occupancy(application: LoanApplication) -> tuple[Finding, ...]:
    """A primary residence that no borrower declares to occupy, or another one that they do."""
    declared = [b.declarations.will_occupy_as_primary for b in application.borrowers if b.declarations]
    primary = application.property.occupancy is Occupancy.PRIMARY
    return (
        _contradiction(
            "declared_occupancy",
            bool(declared) and any(declared) != primary,
            "The declared occupancy contradicts the occupancy that the application asks for.",
            "The declared occupancy agrees with the application.",
            "Resolve the occupancy from the documents before anything else.",
        ),
    )


def property_units(application: LoanApplication) -> tuple[Finding, ...]:
    """A house of several units that the file counts as one: the number decides LTV, reserves and loan limit."""
    home = application.property
    return (
        _contradiction(
            "units",
            home.property_type is PropertyType.TWO_TO_FOUR_UNIT and home.units == 1,
            "The property is a house of several units, but the file counts it as one.",
            "The number of units agrees with the type of the property.",
            "Take the number of units from the appraisal and correct the file.",
        ),
    )


def declared_debts(application: LoanApplication) -> tuple[Finding, ...]:
    """Borrowed funds without a debt, and delinquent federal debt, both of which a person clears."""
    said = [borrower.declarations for borrower in application.borrowers if borrower.declarations]
    return (
        _contradiction(
            "borrowed_funds",
            any(declaration.undisclosed_borrowed_funds for declaration in said),
            "A borrower declares borrowed funds that the application does not list.",
            "No borrowed funds are declared beyond the debts listed.",
            "Identify the borrowed funds and add the debt.",
        ),
        _contradiction(
            "declared_judgments",
            any(declaration.outstanding_judgments for declaration in said)
            and not any(debt.kind is DebtKind.JUDGMENT for debt in application.debts),
            "A borrower declares a judgment that the application does not list.",
            "No judgment is declared beyond the debts listed.",
            "Find out the amount and the terms of the judgment.",
        ),
        stated(
            "intake.federal_debt",
            FindingOutcome.REFER if any(d.delinquent_on_federal_debt for d in said) else FindingOutcome.PASS,
            "What happens with delinquent federal debt?",
            "A borrower is delinquent on federal debt."
            if any(d.delinquent_on_federal_debt for d in said)
            else "No borrower is delinquent on federal debt.",
            overlay("delinquent federal debt"),
            needs="Clear the federal debt or document the repayment agreement."
            if any(d.delinquent_on_federal_debt for d in said)
            else None,
        ),
    )


def credit_report_age(application: LoanApplication) -> tuple[Finding, ...]:
    row = OVERLAYS.on(application.application_date)
    closing = application.loan.expected_closing_date
    ages = [(closing - b.credit.report_date).days for b in application.borrowers if b.credit]
    if not ages:
        return ()
    age = figure("credit_report_age_days", "age of the credit report in days", max(ages), Unit.COUNT)
    bound = figure("credit_report_age_limit", "oldest age in days", row.value.credit_report_age_days, Unit.COUNT)
    old = max(ages) > row.value.credit_report_age_days
    return (
        stated(
            "intake.credit_report_age",
            FindingOutcome.CONDITION if old else FindingOutcome.PASS,
            "How old may a credit report be at closing?",
            f"The oldest credit report will be {age.display} days old at closing; the limit is {bound.display} days.",
            row.citation,
            figures=(age, bound),
            needs="Obtain a new credit report." if old else None,
            due="prior_to_closing" if old else None,
        ),
    )


def letters(application: LoanApplication) -> tuple[Finding, ...]:
    """Free text is evidence for a person. It is never guessed at and never changes a figure."""
    if not application.letters:
        return ()
    count = figure("letters", "letters of explanation", len(application.letters), Unit.COUNT)
    return (
        stated(
            "intake.letters",
            FindingOutcome.CONDITION,
            "How are letters of explanation used?",
            f"Letters of explanation that a person has to read: {count.display}.",
            overlay("letters of explanation"),
            figures=(count,),
            needs="An underwriter reads the letters of explanation and records what they show.",
            due="prior_to_approval",
        ),
    )


IntakeRule = Callable[[LoanApplication], tuple[Finding, ...]]
INTAKE_RULES: tuple[IntakeRule, ...] = (
    completeness,
    declared_history,
    declared_occupancy,
    property_units,
    declared_debts,
    declared_matters,
    credit_report_age,
    letters,
)
