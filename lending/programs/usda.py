"""USDA: Section 502 guaranteed loans on modest homes in rural areas (7 CFR part 3555, Handbook HB-1-3555)."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import DerogatoryEvent
from lending.citation import Citation
from lending.findings import Finding, Unit
from lending.income_items import EmploymentIncome
from lending.limits import DtiBand, Limit, limit
from lending.loan import FeeKind, Purpose
from lending.money import HUNDRED, ZERO, share, to_cents
from lending.obligations import Debt
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs import usda_eligibility
from lending.programs.base import (
    MortgageInsurance,
    QmDefinition,
    TermLimits,
    concession_limit,
    dti_band,
    months_limit,
    percent_limit,
    waiting_limit,
)
from lending.programs.government import GovernmentProgram
from lending.programs.loan_limit import no_loan_limit
from lending.property import Occupancy
from lending.tables import credit
from lending.tables import usda as tables
from lending.tables.credit import CreditStandards
from lending.tables.dated import Row

if TYPE_CHECKING:
    from lending.rules import Case


def _long_with_one_employer(case: "Case", months: int) -> bool:
    """Whether everybody who is employed has been with one employer for `months` at closing, and somebody is."""
    closing = case.closing.year * MONTHS_A_YEAR + case.closing.month, case.closing.day
    longest: list[bool] = []
    for borrower in case.application.borrowers:
        starts = [item.started_on for item in borrower.incomes if isinstance(item, EmploymentIncome)]
        if starts:
            first = min(starts)
            longest.append((first.year * MONTHS_A_YEAR + first.month + months, first.day) <= closing)
    return bool(longest) and all(longest)


def compensating_factors(case: "Case") -> tuple[str, ...]:
    """The factors of paragraph 11.3 that the file's own figures show, in words."""
    waiver = tables.RATIO_WAIVER.on(case.application.application_date).value
    ratios = case.facts.ratios
    present = sum((borrower.current_monthly_housing or ZERO for borrower in case.application.borrowers), ZERO)
    factors = (
        ("a payment no higher than the present housing expense", ratios.pitia <= present),
        ("ample reserves", ratios.reserves_months >= waiver.reserve_months),
        ("two years with one employer", _long_with_one_employer(case, waiver.employment_months)),
    )
    return tuple(words for words, there in factors if there)


def _fee_is_financed(application: LoanApplication) -> bool:
    return any(fee.financed and fee.kind is FeeKind.GOVERNMENT_UPFRONT_PREMIUM for fee in application.loan.fees)


class Usda(GovernmentProgram):
    program = Program.USDA
    name = "USDA"
    qm_definition = QmDefinition.USDA
    upfront_charge: str | None = "upfront guarantee fee"
    score_is_guideline = True

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        return usda_eligibility.eligibility(case)

    def maximum_ltv(self, case: "Case") -> Limit | None:
        """A one-unit primary residence, bought or refinanced without cash out."""
        loan, home = case.application.loan, case.application.property
        if home.occupancy is not Occupancy.PRIMARY or home.units > 1 or loan.purpose is Purpose.CASH_OUT_REFINANCE:
            return None
        row = tables.MAXIMUM_LTV_PERCENT.on(case.application.application_date)
        return percent_limit("maximum_ltv", "maximum LTV", row.value, row.citation)

    def minimum_score(self, case: "Case") -> Limit:
        """The agency sets none; below the lender's guide a person underwrites."""
        row = tables.SCORE_GUIDE.on(case.application.application_date)
        return limit("minimum_score", "score guide", row.value, Unit.SCORE, row.citation)

    def _ratios(self, case: "Case") -> tuple[tables.Ratios, tables.Ratios, Citation]:
        """What passes, what the agency may still accept, and the source."""
        application, day = case.application, case.application.application_date
        if application.underwriting_method is UnderwritingMethod.AUTOMATED:
            row = tables.AUTOMATED_RATIOS.on(day)
            return row.value, row.value, row.citation
        manual, waiver = tables.MANUAL_RATIOS.on(day), tables.RATIO_WAIVER.on(day).value
        score = case.facts.representative_score
        good = score is not None and score >= waiver.minimum_score
        if not good or application.loan.purpose is not Purpose.PURCHASE or not compensating_factors(case):
            return manual.value, manual.value, manual.citation
        front, back = max(manual.value.front, waiver.front), max(manual.value.back, waiver.back)
        return manual.value, tables.Ratios(front, back), manual.citation

    def front_end(self, case: "Case") -> DtiBand | None:
        accept, refer, citation = self._ratios(case)
        return dti_band("front-end", accept.front, refer.front, citation)

    def back_end(self, case: "Case") -> DtiBand:
        accept, refer, citation = self._ratios(case)
        return dti_band("back-end", accept.back, refer.back, citation)

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        del back_end_dti
        row = tables.MAXIMUM_LTV_PERCENT.on(application.application_date)
        return months_limit("required_reserves", "required reserves", 0, row.citation)

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        del combined_ltv_percent
        row = tables.CONCESSION_PERCENT.on(application.application_date)
        return concession_limit(row.value, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        return no_loan_limit(case)

    def loan_term(self, case: "Case") -> TermLimits:
        """Thirty years, no more and no less."""
        row = tables.TERM_MONTHS.on(case.application.application_date)
        return TermLimits(
            longest=months_limit("longest_term", "longest term", row.value, row.citation),
            shortest=months_limit("shortest_term", "shortest term", row.value, row.citation),
        )

    def limited_cash_back(self, application: LoanApplication) -> Limit:
        """None: what the closing leaves over of taxes and insurance goes to a person."""
        row = tables.MAXIMUM_LTV_PERCENT.on(application.application_date)
        return limit("cash_back_limit", "limit on cash back", 0, Unit.USD, row.citation)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return credit.USDA.on(application.application_date)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        if debt.monthly_payment:
            return debt.monthly_payment
        percent = tables.STUDENT_LOAN_PERCENT.on(application.application_date).value
        return to_cents(share(debt.balance, percent))

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        """The upfront fee is a share of the loan that contains it, where it is financed; the annual fee runs for life.

        The annual fee goes by the average balance of each year; here it goes by the opening one, which is no lower.
        """
        del ltv_percent
        row = tables.GUARANTEE_FEES.on(application.application_date)
        amount, fees = application.loan.amount, row.value
        financed = _fee_is_financed(application)
        upfront = to_cents(amount * fees.upfront / (HUNDRED - fees.upfront if financed else HUNDRED))
        balance = amount + upfront if financed else amount
        monthly = to_cents(share(balance, fees.annual) / MONTHS_A_YEAR)
        return MortgageInsurance(upfront, monthly, application.loan.term_months, row.citation)
