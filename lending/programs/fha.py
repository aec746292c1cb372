"""FHA: HUD Handbook 4000.1 for one-to-four-unit primary residences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import DerogatoryEvent
from lending.credit import representative_score
from lending.findings import Unit
from lending.loan import LoanTerms, Purpose
from lending.money import HUNDRED, share, to_cents, truncate
from lending.obligations import Debt
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs.base import DtiBand, Limit, MortgageInsurance, arm_qualifying_rate, limit, waiting_limit
from lending.property import Occupancy
from lending.tables import fha as tables
from lending.tables import loan_limits
from lending.tables.dated import Row
from lending.tables.loan_limits import LoanLimits

BASIS_POINTS = Decimal(10_000)
SHORT_PREMIUM_YEARS = 11


class Fha:
    program = Program.FHA
    name = "FHA"

    def maximum_ltv(self, application: LoanApplication, score: int | None) -> Limit | None:
        row = tables.SCORE_AND_LTV.on(application.application_date)
        if application.property.occupancy is not Occupancy.PRIMARY:
            return None
        bands = row.value
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE:
            percent = bands.cash_out_ltv
        elif score is not None and score < bands.standard_score:
            percent = bands.low_score_ltv
        else:
            percent = bands.standard_ltv
        return limit("maximum_ltv", "maximum LTV", percent, Unit.PERCENT, row.citation)

    def minimum_score(self, application: LoanApplication) -> Limit:
        row = tables.SCORE_AND_LTV.on(application.application_date)
        return limit("minimum_score", "minimum credit score", row.value.minimum_score, Unit.SCORE, row.citation)

    def _ratios(self, application: LoanApplication) -> Row[tables.Ratios]:
        """No compensating factor lifts the manual ratios of a low score, or any file's without a score."""
        day, score = application.application_date, representative_score(application)
        if application.underwriting_method is UnderwritingMethod.AUTOMATED and score is not None:
            return tables.AUTOMATED_RATIOS.on(day)
        row = tables.MANUAL_RATIOS.on(day)
        if score is not None and score >= tables.SCORE_AND_LTV.on(day).value.standard_score:
            return row
        lowest = replace(row.value, front_refer=row.value.front_accept, back_refer=row.value.back_accept)
        return replace(row, value=lowest)

    def front_end(self, application: LoanApplication) -> DtiBand | None:
        row = self._ratios(application)
        name = "maximum_front_end_dti"
        return DtiBand(
            limit(name, "maximum front-end DTI", row.value.front_accept, Unit.PERCENT, row.citation),
            limit(name, "maximum front-end DTI", row.value.front_refer, Unit.PERCENT, row.citation),
        )

    def back_end(self, application: LoanApplication) -> DtiBand:
        row = self._ratios(application)
        name = "maximum_back_end_dti"
        return DtiBand(
            limit(name, "maximum back-end DTI", row.value.back_accept, Unit.PERCENT, row.citation),
            limit(name, "maximum back-end DTI", row.value.back_refer, Unit.PERCENT, row.citation),
        )

    def reserves(self, application: LoanApplication, back_end_percent: Decimal) -> Limit:
        del back_end_percent
        row = tables.MANUAL_RESERVES.on(application.application_date)
        months = 0
        if application.underwriting_method is UnderwritingMethod.MANUAL:
            small = application.property.units <= 2  # noqa: PLR2004 - the handbook's own line between its two figures
            months = row.value.one_or_two_units if small else row.value.three_or_four_units
        return limit("required_reserves", "required reserves", Decimal(months), Unit.MONTHS, row.citation)

    def loan_limits(self, application: LoanApplication) -> Row[LoanLimits] | None:
        return loan_limits.FHA.on(application.loan.expected_closing_date)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return arm_qualifying_rate(loan)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        if debt.monthly_payment:
            return debt.monthly_payment
        percent = tables.STUDENT_LOAN_PERCENT.on(application.application_date).value
        return to_cents(share(debt.balance, percent))

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        """Upfront premium (dollars truncated) and the first year's monthly premium on the base loan."""
        loan = application.loan
        upfront = tables.UPFRONT_PREMIUM_PERCENT.on(application.application_date)
        annual = tables.ANNUAL_PREMIUM.on(application.application_date)
        premiums = annual.value
        large = loan.amount > premiums.large_loan_above
        if loan.term_months > premiums.short_term_up_to_months:
            bands = premiums.long_large if large else premiums.long_small
        else:
            bands = premiums.short_large if large else premiums.short_small
        points = next((points for up_to, points in bands if ltv_percent <= up_to), bands[-1][1])
        short = ltv_percent <= premiums.eleven_years_up_to_ltv
        months = min(loan.term_months, SHORT_PREMIUM_YEARS * MONTHS_A_YEAR) if short else loan.term_months
        return MortgageInsurance(
            upfront=truncate(loan.amount * upfront.value / HUNDRED, 0),
            monthly=to_cents(loan.amount * points / BASIS_POINTS / MONTHS_A_YEAR),
            months=months,
            citation=annual.citation,
        )
