"""Jumbo: the lender's own loans above the limit of the county, kept on its books and never insured."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent
from lending.comparisons import stated
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limits import DtiBand, Limit, limit
from lending.money import ZERO
from lending.program import Program
from lending.programs.base import MortgageInsurance, dti_band, months_limit, percent_limit, waiting_limit
from lending.programs.conventional import Conventional
from lending.programs.loan_limit import Size, amount_of, conforming_limit
from lending.tables import credit
from lending.tables.credit import CreditStandards
from lending.tables.dated import Row
from lending.tables.jumbo import JUMBO, WAITING_PERIODS

if TYPE_CHECKING:
    from lending.rules import Case


def second_review(case: "Case") -> Finding:
    """No jumbo loan is approved by one pair of eyes."""
    return stated(
        "compliance.jumbo_review",
        FindingOutcome.CONDITION,
        "Who has to review a jumbo loan before it is approved?",
        "The loan is a jumbo loan, which a second underwriter reviews.",
        JUMBO.on(case.application.application_date).citation,
        needs="A second underwriter reviews the file by hand and signs it.",
        due="prior_to_approval",
    )


def two_appraisals(case: "Case") -> Finding:
    """Above the lender's line the property is appraised twice, and the lower value is the one to lend on."""
    row, home = JUMBO.on(case.application.application_date), case.application.property
    amount, above = amount_of(case), row.value.second_appraisal_above
    line = figure("second_appraisal_above", "amount above which two appraisals are made", above, Unit.USD)
    words = f"Loan amount: {amount.display}, where two appraisals are made above {line.display}."

    def found(outcome: FindingOutcome, words: str, *shown: Figure, needs: str | None = None) -> Finding:
        return stated(
            "compliance.jumbo_appraisals",
            outcome,
            "When does a jumbo loan need a second appraisal?",
            words,
            row.citation,
            figures=(amount, line, *shown),
            needs=needs,
            due="prior_to_approval" if outcome is FindingOutcome.CONDITION else None,
        )

    if case.application.loan.amount <= above:
        return found(FindingOutcome.PASS, words)
    if home.second_appraisal is None or home.appraisal is None:
        return found(FindingOutcome.CONDITION, words, needs="Obtain a second appraisal by another appraiser.")
    first = figure("appraised_value", "appraised value", home.appraisal.value, Unit.USD)
    second = figure("second_appraised_value", "second appraised value", home.second_appraisal.value, Unit.USD)
    compared = f"{words} The first gives {first.display}, the second {second.display}."
    if home.second_appraisal.value < home.appraisal.value:
        needs = "Make the lower of the two values the appraised value and run the file again."
        return found(FindingOutcome.REFER, compared, first, second, needs=needs)
    return found(FindingOutcome.PASS, compared, first, second)


class Jumbo(Conventional):
    """What a conventional loan is asked, and the lender's own limits where they are stricter."""

    program = Program.JUMBO
    name = "jumbo"
    averages_scores_when_manual = False
    delivers_whole_percent_ltv = False

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        return (second_review(case), two_appraisals(case))

    def maximum_ltv(self, case: "Case") -> Limit | None:
        application = case.application
        row = JUMBO.on(application.application_date)
        home = application.property
        percent = row.value.ltv.get((home.occupancy, application.loan.purpose, home.units))
        return None if percent is None else percent_limit("maximum_ltv", "maximum LTV", percent, row.citation)

    def minimum_score(self, case: "Case") -> Limit:
        row = JUMBO.on(case.application.application_date)
        return limit("minimum_score", "minimum credit score", row.value.minimum_score, Unit.SCORE, row.citation)

    def back_end(self, case: "Case") -> DtiBand:
        """One limit, however the loan is underwritten."""
        row = JUMBO.on(case.application.application_date)
        return dti_band("back-end", row.value.dti, row.value.dti, row.citation)

    def occupant_dti(self, case: "Case") -> Limit | None:
        del case
        return None

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        """By the size of the loan; one above the largest loan needs as much as the largest."""
        del back_end_dti
        row = JUMBO.on(application.application_date)
        bands = row.value.reserve_months
        months = next((months for up_to, months in bands if application.loan.amount <= up_to), bands[-1][1])
        return months_limit("required_reserves", "required reserves", months, row.citation)

    def maximum_financed_properties(self, case: "Case") -> Limit | None:
        """Counted for every occupancy."""
        row = JUMBO.on(case.application.application_date)
        most = row.value.financed_properties
        return limit("maximum_financed_properties", "most financed properties", most, Unit.COUNT, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        row = JUMBO.on(case.application.application_date)
        most = limit("loan_limit", "highest jumbo loan amount", row.value.highest_amount, Unit.USD, row.citation)
        return conforming_limit(case, Size.JUMBO, most)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(WAITING_PERIODS, event, on)

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return credit.LENDER.on(application.application_date)

    def private_insurance_above(self, application: LoanApplication) -> Limit | None:
        del application
        return None

    def private_insurance_coverage(self, case: "Case") -> Limit | None:
        del case
        return None

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        del application, ltv_percent
        return MortgageInsurance(ZERO, ZERO, 0, None)
