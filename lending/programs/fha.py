"""FHA: HUD Handbook 4000.1 for one-to-four-unit primary residences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import DerogatoryEvent
from lending.findings import Finding, Unit, figure
from lending.limit_in_force import LimitKind
from lending.limits import DtiBand, Limit, LoweredByScore, limit
from lending.loan import Purpose
from lending.money import HUNDRED, share, to_cents, truncate
from lending.obligations import Debt
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs.base import (
    MortgageInsurance,
    QmDefinition,
    concession_limit,
    dti_band,
    months_limit,
    percent_limit,
    waiting_limit,
)
from lending.programs.fha_eligibility import may_be_streamline, residency, streamline
from lending.programs.fha_manual import Earned, manual_ratios
from lending.programs.government import GovernmentProgram
from lending.programs.loan_limit import agency_limit
from lending.property import Occupancy
from lending.tables import credit
from lending.tables import fha as tables
from lending.tables.credit import CreditStandards
from lending.tables.dated import Row
from lending.tables.income import FHA_GROSS_UP_PERCENT

if TYPE_CHECKING:
    from lending.rules import Case

BASIS_POINTS = Decimal(10_000)
SHORT_PREMIUM_YEARS = 11


class Fha(GovernmentProgram):
    program = Program.FHA
    name = "FHA"
    qm_definition = QmDefinition.FHA
    upfront_charge: str | None = "upfront mortgage insurance premium"

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        asked = (residency(case),)
        return (*asked, streamline(case)) if may_be_streamline(case.application.loan) else asked

    def maximum_ltv(self, case: "Case") -> Limit | None:
        application, score = case.application, case.facts.representative_score
        row = tables.SCORE_AND_LTV.on(application.application_date)
        if application.property.occupancy is not Occupancy.PRIMARY:
            return None
        bands = row.value
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE:
            return percent_limit("maximum_ltv", "maximum LTV", bands.cash_out_ltv, row.citation)
        standard, citation = bands.standard_ltv, row.citation
        if application.loan.purpose is Purpose.RATE_TERM_REFINANCE:
            own = tables.RATE_TERM_LTV_PERCENT.on(application.application_date)
            standard, citation = own.value, own.citation
        if score is None or score >= bands.standard_score:
            return percent_limit("maximum_ltv", "maximum LTV", standard, citation)
        cause = LoweredByScore(
            score=figure("credit_score", "representative credit score", score, Unit.SCORE),
            standard_score=figure("standard_score", "standard credit score", bands.standard_score, Unit.SCORE),
            standard=figure("standard_ltv", "maximum LTV at the standard score", standard, Unit.PERCENT),
        )
        lowered = percent_limit("maximum_ltv", "maximum LTV", bands.low_score_ltv, row.citation)
        return replace(lowered, lowered_by_score=cause)

    def minimum_score(self, case: "Case") -> Limit:
        row = tables.SCORE_AND_LTV.on(case.application.application_date)
        return limit("minimum_score", "minimum credit score", row.value.minimum_score, Unit.SCORE, row.citation)

    def _earned(self, case: "Case") -> Earned:
        """A file without a score cannot be underwritten automatically."""
        automated = case.application.underwriting_method is UnderwritingMethod.AUTOMATED
        if not automated or case.facts.representative_score is None:
            return manual_ratios(case)
        row = tables.AUTOMATED_RATIOS.on(case.application.application_date)
        return Earned(row.value, row.value, row.citation)

    def front_end(self, case: "Case") -> DtiBand | None:
        earned = self._earned(case)
        band = dti_band("front-end", earned.accept.front, earned.refer.front, earned.citation)
        return replace(band, support=earned.support)

    def back_end(self, case: "Case") -> DtiBand:
        earned = self._earned(case)
        band = dti_band("back-end", earned.accept.back, earned.refer.back, earned.citation)
        return replace(band, support=earned.support)

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        del back_end_dti
        row = tables.MANUAL_RESERVES.on(application.application_date)
        months = 0
        if application.underwriting_method is UnderwritingMethod.MANUAL:
            small = application.property.units <= 2  # noqa: PLR2004 - the handbook's own line between its two figures
            months = row.value.one_or_two_units if small else row.value.three_or_four_units
        return months_limit("required_reserves", "required reserves", months, row.citation)

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        del combined_ltv_percent
        row = tables.CONCESSION_PERCENT.on(application.application_date)
        return concession_limit(row.value, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        return agency_limit(case, LimitKind.FHA)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return credit.FHA.on(application.application_date)

    def own_gross_up_percent(self, application: LoanApplication) -> Decimal | None:
        return FHA_GROSS_UP_PERCENT.on(application.application_date).value

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
