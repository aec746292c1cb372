"""Conventional conforming: Fannie Mae's guide, read for automated and manual underwriting."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import DerogatoryEvent
from lending.findings import Finding, Unit
from lending.limits import DtiBand, Limit, limit
from lending.loan import LoanTerms, Purpose
from lending.money import ZERO, share, to_cents
from lending.obligations import Debt
from lending.occupants import all_occupy
from lending.program import Program
from lending.programs.base import (
    CashOutSeasoning,
    MortgageInsurance,
    QmDefinition,
    TermLimits,
    arm_qualifying_rate,
    cash_out_seasoning_limits,
    concession_limit,
    dti_band,
    limited_cash_out_limit,
    months_limit,
    percent_limit,
    waiting_limit,
)
from lending.programs.homeready import homeready
from lending.programs.loan_limit import Size, conforming_limit
from lending.property import Occupancy
from lending.tables import conventional as tables
from lending.tables import credit
from lending.tables.credit import CreditStandards
from lending.tables.dated import Row

if TYPE_CHECKING:
    from lending.rules import Case


def is_manual(application: LoanApplication) -> bool:
    return application.underwriting_method is UnderwritingMethod.MANUAL


class Conventional:
    program = Program.CONVENTIONAL
    name = "conventional"
    qm_definition = QmDefinition.GENERAL
    is_government = False
    upfront_charge: str | None = None
    averages_scores_when_manual = True
    score_is_guideline = False
    manual_collection_limits = True
    dti_is_guideline = False
    residual_income_required = False
    delivers_whole_percent_ltv = True
    own_funds_beside_gifts = True

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        return (homeready(case),) if case.application.loan.homeready else ()

    def maximum_ltv(self, case: "Case") -> Limit | None:
        application = case.application
        row = tables.MAXIMUM_LTV.on(application.application_date)
        loan, home = application.loan, application.property
        percent = row.value.cells.get((home.occupancy, loan.purpose, home.units))
        if percent is None:
            return None
        if is_manual(application) and home.occupancy is Occupancy.PRIMARY and not all_occupy(application):
            percent = min(percent, row.value.manual_non_occupant)
        if (
            home.occupancy is Occupancy.PRIMARY
            and home.units == 1
            and loan.purpose is Purpose.PURCHASE
            and loan.arm is None
            and not is_manual(application)
            and (loan.homeready or any(borrower.first_time_homebuyer for borrower in application.borrowers))
            and all_occupy(application)
        ):
            percent = row.value.highest_fixed
        return percent_limit("maximum_ltv", "maximum LTV", percent, row.citation)

    def minimum_score(self, case: "Case") -> Limit:
        application = case.application
        if not is_manual(application):
            table = tables.MINIMUM_SCORE_AUTOMATED
        elif application.loan.arm is None:
            table = tables.MINIMUM_SCORE_MANUAL_FIXED
        else:
            table = tables.MINIMUM_SCORE_MANUAL_ARM
        row = table.on(application.application_date)
        return limit("minimum_score", "minimum credit score", row.value, Unit.SCORE, row.citation)

    def front_end(self, case: "Case") -> DtiBand | None:
        del case
        return None

    def back_end(self, case: "Case") -> DtiBand:
        row = tables.MAXIMUM_DTI.on(case.application.application_date)
        dti = row.value
        if is_manual(case.application):
            return dti_band("back-end", dti.manual_accept, dti.manual_maximum, row.citation)
        return dti_band("back-end", dti.automated, dti.automated, row.citation)

    def occupant_dti(self, case: "Case") -> Limit | None:
        """Asked of a manual primary residence in which a borrower will not live."""
        application = case.application
        if not is_manual(application) or application.property.occupancy is not Occupancy.PRIMARY:
            return None
        if all_occupy(application):
            return None
        row = tables.OCCUPANT_DTI.on(application.application_date)
        return percent_limit("maximum_occupant_dti", "maximum DTI of the occupants", row.value, row.citation)

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        row = tables.RESERVES.on(application.application_date)
        home = application.property
        months = 0
        if home.occupancy is Occupancy.SECOND_HOME:
            months = row.value.second_home
        elif home.occupancy is Occupancy.INVESTMENT or home.units > 1:
            months = row.value.more_units_or_investment
        dti = back_end_dti or ZERO
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE and dti > row.value.cash_out_above_dti:
            months = max(months, row.value.cash_out)
        return months_limit("required_reserves", "required reserves", months, row.citation)

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        row = tables.CONCESSIONS.on(application.application_date)
        kind = "investment" if application.property.occupancy is Occupancy.INVESTMENT else "primary"
        percent = next(allowed for above, allowed in row.value[kind] if combined_ltv_percent > above or above == 0)
        return concession_limit(percent, row.citation)

    def maximum_financed_properties(self, case: "Case") -> Limit | None:
        """Counted for a second home, an investment property and a HomeReady loan."""
        application = case.application
        row = tables.FINANCED_PROPERTIES.on(application.application_date)
        if application.loan.homeready:
            most = row.value.homeready
        elif application.property.occupancy is not Occupancy.PRIMARY:
            most = row.value.second_home_or_investment
        else:
            return None
        return limit("maximum_financed_properties", "most financed properties", most, Unit.COUNT, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        return conforming_limit(case, Size.CONVENTIONAL)

    def loan_term(self, case: "Case") -> TermLimits:
        row = tables.TERM.on(case.application.application_date)
        return TermLimits(
            longest=months_limit("longest_term", "longest term", row.value.longest, row.citation),
            shortest=months_limit("shortest_term", "shortest term", row.value.shortest, row.citation),
        )

    def cash_out_seasoning(self, application: LoanApplication) -> CashOutSeasoning:
        return cash_out_seasoning_limits(application)

    def limited_cash_back(self, application: LoanApplication) -> Limit:
        return limited_cash_out_limit(application)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        return waiting_limit(tables.WAITING_PERIODS, event, on)

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return credit.CONVENTIONAL.on(application.application_date)

    def private_insurance_above(self, application: LoanApplication) -> Limit | None:
        row = tables.INSURANCE_ABOVE_LTV.on(application.application_date)
        return percent_limit("insurance_above_ltv", "LTV above which insurance is needed", row.value, row.citation)

    def private_insurance_coverage(self, case: "Case") -> Limit | None:
        """By LTV, by term, and by whether the rate is fixed; an adjustable rate counts as a long term."""
        loan, day, ltv = case.application.loan, case.application.application_date, case.facts.ratios.ltv
        if ltv <= tables.INSURANCE_ABOVE_LTV.on(day).value:
            return None
        row = tables.INSURANCE_COVERAGE.on(day)
        table = row.value
        bands = table.short if loan.arm is None and loan.term_months <= table.short_term_up_to_months else table.long
        percent = next((percent for up_to, percent in bands if ltv <= up_to), bands[-1][1])
        if loan.homeready:
            percent = min(percent, table.homeready_most)
        return percent_limit("insurance_coverage", "coverage needed", Decimal(percent), row.citation)

    def own_gross_up_percent(self, application: LoanApplication) -> Decimal | None:
        del application
        return None

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return arm_qualifying_rate(loan)

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        """The payment reported; zero only under an income-driven plan; otherwise one percent of the balance."""
        if debt.monthly_payment or (debt.income_driven and debt.monthly_payment is not None):
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
