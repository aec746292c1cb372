"""VA: loans guaranteed under 38 USC chapter 37, for a primary residence of a veteran."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent
from lending.findings import Finding, Unit
from lending.limits import DtiBand, Limit, limit
from lending.loan import LoanTerms, Purpose
from lending.money import HUNDRED, ZERO, share, to_cents
from lending.months import months_between
from lending.obligations import Debt
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs.base import (
    MortgageInsurance,
    QmDefinition,
    concession_limit,
    months_limit,
    percent_limit,
    waiting_limit,
)
from lending.programs.government import GovernmentProgram
from lending.programs.loan_limit import no_loan_limit
from lending.programs.va_entitlement import entitlement, guaranty, is_rate_reduction, rate_reduction
from lending.property import Occupancy, PropertyType
from lending.tables import credit
from lending.tables import va as tables
from lending.tables.credit import CreditStandards
from lending.tables.dated import Row

if TYPE_CHECKING:
    from lending.rules import Case

_NOTHING_DOWN, _FIVE_DOWN, _TEN_DOWN = 0, 1, 2
_PERCENT_DOWN = ((_TEN_DOWN, Decimal(10)), (_FIVE_DOWN, Decimal(5)))


def _down_payment(loan: LoanTerms) -> int:
    """Which column of the fee table a purchase stands in, by its exact down payment in percent of the price."""
    price = loan.purchase_price or loan.amount
    down = price - loan.amount
    return next((column for column, percent in _PERCENT_DOWN if down >= share(price, percent)), _NOTHING_DOWN)


def _fee_percent(application: LoanApplication, fees: tables.FundingFees, *, first_use: bool) -> Decimal:
    """A refinance without cash out of a loan that was not VA's is one of VA's cash-out loans."""
    loan, home = application.loan, application.property
    if is_rate_reduction(loan):
        return fees.rate_reduction
    if home.property_type is PropertyType.MANUFACTURED and home.personal_property:
        return fees.manufactured_home
    if loan.purpose is Purpose.PURCHASE:
        return (fees.first_use if first_use else fees.later_use)[_down_payment(loan)]
    return fees.cash_out[0 if first_use else 1]


class Va(GovernmentProgram):
    program = Program.VA
    name = "VA"
    qm_definition = QmDefinition.VA
    upfront_charge: str | None = "funding fee"
    dti_is_guideline = True
    residual_income_required = True

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        asked = (entitlement(case), guaranty(case))
        return (*asked, rate_reduction(case)) if is_rate_reduction(case.application.loan) else asked

    def maximum_ltv(self, case: "Case") -> Limit | None:
        application = case.application
        if application.property.occupancy is not Occupancy.PRIMARY:
            return None
        cash_out = application.loan.purpose is Purpose.CASH_OUT_REFINANCE
        table = tables.CASH_OUT_LTV_PERCENT if cash_out else tables.MAXIMUM_LTV_PERCENT
        row = table.on(application.application_date)
        return percent_limit("maximum_ltv", "maximum LTV", row.value, row.citation)

    def minimum_score(self, case: "Case") -> Limit:
        row = tables.MINIMUM_SCORE.on(case.application.application_date)
        return limit("minimum_score", "minimum credit score", row.value, Unit.SCORE, row.citation)

    def front_end(self, case: "Case") -> DtiBand | None:
        del case
        return None

    def back_end(self, case: "Case") -> DtiBand:
        """VA's 41 percent is a guideline: above it residual income decides, so no ratio fails by itself."""
        row = tables.GUIDELINE.on(case.application.application_date)
        guideline = percent_limit("dti_guideline", "back-end DTI guideline", row.value.dti_percent, row.citation)
        ceiling = percent_limit("dti_guideline", "back-end DTI", HUNDRED, row.citation)
        return DtiBand(guideline, ceiling)

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        del back_end_dti
        row = tables.MAXIMUM_LTV_PERCENT.on(application.application_date)
        return months_limit("required_reserves", "required reserves", 0, row.citation)

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        del combined_ltv_percent
        row = tables.CONCESSION_PERCENT.on(application.application_date)
        return concession_limit(row.value, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        """A veteran with full entitlement has none; what partial entitlement carries, `guaranty` reckons."""
        return no_loan_limit(case)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return credit.VA.on(application.application_date)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        """The greater of the payment reported and the threshold payment; zero where it is deferred long enough."""
        day, closing = application.application_date, application.loan.expected_closing_date
        deferred = None if debt.deferred_until is None else months_between(closing, debt.deferred_until)
        if deferred is not None and deferred >= tables.STUDENT_LOAN_DEFERRED_MONTHS.on(day).value:
            return ZERO
        percent = tables.STUDENT_LOAN_PERCENT_A_YEAR.on(day).value
        threshold = to_cents(share(debt.balance, percent) / MONTHS_A_YEAR)
        return max(debt.monthly_payment or ZERO, threshold)

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        """The funding fee; VA loans carry no monthly insurance."""
        del ltv_percent
        row = tables.FUNDING_FEE.on(application.loan.expected_closing_date)
        veteran = next((b.veteran for b in application.borrowers if b.veteran), None)
        if veteran is not None and veteran.funding_fee_exempt:
            return MortgageInsurance(ZERO, ZERO, 0, row.citation)
        first = veteran is None or veteran.first_use_of_entitlement
        percent = _fee_percent(application, row.value, first_use=first)
        return MortgageInsurance(to_cents(share(application.loan.amount, percent)), ZERO, 0, row.citation)
