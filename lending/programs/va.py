"""VA: loans guaranteed under 38 USC chapter 37, for a primary residence of a veteran."""

from datetime import date
from decimal import Decimal

from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent
from lending.findings import Unit
from lending.loan import LoanTerms, Purpose
from lending.money import HUNDRED, ZERO, share, to_cents
from lending.obligations import Debt
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs.base import DtiBand, Limit, MortgageInsurance, arm_qualifying_rate, limit, waiting_limit
from lending.property import Occupancy
from lending.tables import va as tables
from lending.tables.dated import Row
from lending.tables.loan_limits import LoanLimits

_TEN_PERCENT_DOWN, _FIVE_PERCENT_DOWN = Decimal(90), Decimal(95)


class Va:
    program = Program.VA
    name = "VA"

    def maximum_ltv(self, application: LoanApplication, score: int | None) -> Limit | None:
        del score
        if application.property.occupancy is not Occupancy.PRIMARY:
            return None
        row = tables.MAXIMUM_LTV_PERCENT.on(application.application_date)
        cash_out = application.loan.purpose is Purpose.CASH_OUT_REFINANCE
        percent = row.value.cash_out if cash_out else row.value.standard
        return limit("maximum_ltv", "maximum LTV", percent, Unit.PERCENT, row.citation)

    def minimum_score(self, application: LoanApplication) -> Limit:
        row = tables.MINIMUM_SCORE.on(application.application_date)
        return limit("minimum_score", "minimum credit score", row.value, Unit.SCORE, row.citation)

    def front_end(self, application: LoanApplication) -> DtiBand | None:
        del application
        return None

    def back_end(self, application: LoanApplication) -> DtiBand:
        """VA's 41 percent is a guideline: above it residual income decides, so no ratio fails by itself."""
        row = tables.GUIDELINE.on(application.application_date)
        guideline = limit("dti_guideline", "back-end DTI guideline", row.value.dti_percent, Unit.PERCENT, row.citation)
        ceiling = limit("dti_guideline", "back-end DTI", HUNDRED, Unit.PERCENT, row.citation)
        return DtiBand(guideline, ceiling)

    def reserves(self, application: LoanApplication, back_end_percent: Decimal) -> Limit:
        del back_end_percent
        row = tables.MAXIMUM_LTV_PERCENT.on(application.application_date)
        return limit("required_reserves", "required reserves", ZERO, Unit.MONTHS, row.citation)

    def loan_limits(self, application: LoanApplication) -> Row[LoanLimits] | None:
        """None: a veteran with full entitlement has no limit; partial entitlement goes to a person."""
        del application
        return None

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return arm_qualifying_rate(loan)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        """The greater of the payment reported and the threshold payment."""
        percent = tables.STUDENT_LOAN_PERCENT_A_YEAR.on(application.application_date).value
        threshold = to_cents(share(debt.balance, percent) / MONTHS_A_YEAR)
        return max(debt.monthly_payment or ZERO, threshold)

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        """The funding fee; VA loans carry no monthly insurance."""
        row = tables.FUNDING_FEE.on(application.loan.expected_closing_date)
        veteran = next((b.veteran for b in application.borrowers if b.veteran), None)
        if veteran is not None and veteran.funding_fee_exempt:
            return MortgageInsurance(ZERO, ZERO, 0, row.citation)
        first = veteran is None or veteran.first_use_of_entitlement
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE:
            percent = row.value.cash_out[0 if first else 1]
        elif application.loan.purpose is Purpose.RATE_TERM_REFINANCE:
            percent = row.value.rate_reduction
        else:
            fees = row.value.first_use if first else row.value.later_use
            percent = fees[2 if ltv_percent <= _TEN_PERCENT_DOWN else 1 if ltv_percent <= _FIVE_PERCENT_DOWN else 0]
        return MortgageInsurance(to_cents(share(application.loan.amount, percent)), ZERO, 0, row.citation)
