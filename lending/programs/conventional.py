"""Conventional conforming: Fannie Mae's guide, read for automated and manual underwriting."""

from datetime import date
from decimal import Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import Borrower, DerogatoryEvent
from lending.findings import Unit
from lending.loan import LoanTerms, Purpose
from lending.money import ZERO, share, to_cents
from lending.obligations import Debt
from lending.program import Program
from lending.programs.base import DtiBand, Limit, MortgageInsurance, arm_qualifying_rate, limit, waiting_limit
from lending.property import Occupancy
from lending.tables import conventional as tables
from lending.tables import loan_limits
from lending.tables.dated import Row
from lending.tables.loan_limits import LoanLimits


def _will_occupy(borrower: Borrower) -> bool:
    """Whether neither the application nor the borrower's own declaration says otherwise."""
    return borrower.will_occupy and (borrower.declarations is None or borrower.declarations.will_occupy_as_primary)


class Conventional:
    program = Program.CONVENTIONAL
    name = "conventional"

    def maximum_ltv(self, application: LoanApplication, score: int | None) -> Limit | None:
        del score
        row = tables.MAXIMUM_LTV.on(application.application_date)
        loan, home = application.loan, application.property
        percent = row.value.cells.get((home.occupancy, loan.purpose, home.units > 1))
        if percent is None:
            return None
        all_occupy = all(_will_occupy(borrower) for borrower in application.borrowers)
        manual = application.underwriting_method is UnderwritingMethod.MANUAL
        if manual and home.occupancy is Occupancy.PRIMARY and not all_occupy:
            percent = min(percent, row.value.manual_non_occupant)
        if (
            home.occupancy is Occupancy.PRIMARY
            and home.units == 1
            and loan.purpose is Purpose.PURCHASE
            and loan.arm is None
            and loan.amount <= loan_limits.CONFORMING.on(loan.expected_closing_date).value.floor[0]
            and not manual
            and any(borrower.first_time_homebuyer for borrower in application.borrowers)
            and all_occupy
        ):
            percent = row.value.first_time_buyer_fixed
        return limit("maximum_ltv", "maximum LTV", percent, Unit.PERCENT, row.citation)

    def minimum_score(self, application: LoanApplication) -> Limit:
        if application.underwriting_method is UnderwritingMethod.AUTOMATED:
            table = tables.MINIMUM_SCORE_AUTOMATED
        elif application.loan.arm is None:
            table = tables.MINIMUM_SCORE_MANUAL_FIXED
        else:
            table = tables.MINIMUM_SCORE_MANUAL_ARM
        row = table.on(application.application_date)
        return limit("minimum_score", "minimum credit score", row.value, Unit.SCORE, row.citation)

    def front_end(self, application: LoanApplication) -> DtiBand | None:
        del application
        return None

    def back_end(self, application: LoanApplication) -> DtiBand:
        row = tables.MAXIMUM_DTI.on(application.application_date)
        dti = row.value
        if application.underwriting_method is UnderwritingMethod.AUTOMATED:
            accept = refer = dti.automated
        else:
            accept, refer = dti.manual_accept, dti.manual_maximum
        return DtiBand(
            limit("maximum_back_end_dti", "maximum back-end DTI", accept, Unit.PERCENT, row.citation),
            limit("maximum_back_end_dti", "maximum back-end DTI", refer, Unit.PERCENT, row.citation),
        )

    def reserves(self, application: LoanApplication, back_end_percent: Decimal) -> Limit:
        row = tables.RESERVES.on(application.application_date)
        home = application.property
        months = 0
        if home.occupancy is Occupancy.SECOND_HOME:
            months = row.value.second_home
        elif home.occupancy is Occupancy.INVESTMENT or home.units > 1:
            months = row.value.more_units_or_investment
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE and back_end_percent > row.value.cash_out_above_dti:
            months = max(months, row.value.cash_out)
        return limit("required_reserves", "required reserves", Decimal(months), Unit.MONTHS, row.citation)

    def loan_limits(self, application: LoanApplication) -> Row[LoanLimits] | None:
        return loan_limits.CONFORMING.on(application.loan.expected_closing_date)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return arm_qualifying_rate(loan)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        """The payment reported, even one of zero under an income-driven plan; one percent where none is reported."""
        if debt.monthly_payment is not None:
            return debt.monthly_payment
        percent = tables.STUDENT_LOAN_PERCENT.on(application.application_date).value
        return to_cents(share(debt.balance, percent))

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        """Borrower-paid monthly insurance at the rate that the file states, ended by the scheduled balance."""
        annual = application.loan.mortgage_insurance_annual_percent
        required_above = tables.INSURANCE_ABOVE_LTV.on(application.application_date).value
        if ltv_percent <= required_above or annual is None:
            return MortgageInsurance(ZERO, ZERO, 0, None)
        return MortgageInsurance(ZERO, to_cents(share(application.loan.amount, annual) / 12), None, None)
