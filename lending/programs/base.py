"""What every loan program answers. A new program is a new file beside these and one line in the registry.

No rule asks which program a loan is under: it asks the program for what differs. What is needed while the facts are
established is asked of the application alone, everything else of the whole case.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent, DerogatoryKind
from lending.citation import Citation
from lending.findings import Finding, Unit
from lending.limits import DtiBand, Limit, limit
from lending.loan import LoanTerms
from lending.money import share
from lending.obligations import Debt
from lending.payments import fully_indexed_or_initial_rate
from lending.program import Program
from lending.tables.conventional import CASH_OUT_SEASONING, LIMITED_CASH_OUT, Waiting
from lending.tables.credit import CreditStandards
from lending.tables.dated import DatedTable, Row

if TYPE_CHECKING:
    from lending.rules import Case


class QmDefinition(StrEnum):
    """Whose definition of a qualified mortgage a loan follows."""

    GENERAL = "general"
    FHA = "fha"
    VA = "va"
    USDA = "usda"


@dataclass(frozen=True, slots=True)
class MortgageInsurance:
    """Dollars. `upfront` is what the program charges at closing (premium or funding fee), `monthly` what is paid on.

    `months` is how long the monthly premium is due; None where the scheduled balance ends it.
    """

    upfront: Decimal
    monthly: Decimal
    months: int | None
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class CashOutSeasoning:
    """Months to closing: from the note of the first lien, and from the day on which a borrower came on title.

    `title` is None where the program asks nothing of the title's age.
    """

    first_lien: Limit
    title: Limit | None


@dataclass(frozen=True, slots=True)
class TermLimits:
    """Months. `shortest` is None where the program has no shortest term."""

    longest: Limit
    shortest: Limit | None


class ProgramRules(Protocol):
    """Limits of one program for one application, on the dates that the application carries.

    `is_government`: an agency insures or guarantees the loan, so that private mortgage insurance never does.
    `upfront_charge`: what the program calls the charge that it takes at closing, None where it takes none.
    `averages_scores_when_manual`: a manual file is held against the minimum with the borrowers' average score.
    `score_is_guideline`: a score below the minimum goes to a person and fails nothing.
    `manual_collection_limits`: a manual file may leave less open than the property's use alone would allow.
    `dti_is_guideline`: above the accepted ratio residual income or a supervisor decides, and no ratio fails by itself.
    `residual_income_required`: what is left each month is tested against a table.
    `delivers_whole_percent_ltv`: LTV is held against its limit at the next whole percent, otherwise exactly.
    `own_funds_beside_gifts`: second homes and several units need a share of the borrowers' own money beside gifts.
    """

    program: Program
    name: str
    qm_definition: QmDefinition
    is_government: bool
    upfront_charge: str | None
    averages_scores_when_manual: bool
    score_is_guideline: bool
    manual_collection_limits: bool
    dti_is_guideline: bool
    residual_income_required: bool
    delivers_whole_percent_ltv: bool
    own_funds_beside_gifts: bool

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        """What only this program asks of a loan: entitlement, income and area, residency."""

    def maximum_ltv(self, case: "Case") -> Limit | None:
        """Percent; None where the program does not lend on this occupancy, purpose and number of units."""

    def minimum_score(self, case: "Case") -> Limit: ...

    def front_end(self, case: "Case") -> DtiBand | None:
        """Percent; None where the program has no front-end limit."""

    def back_end(self, case: "Case") -> DtiBand: ...

    def occupant_dti(self, case: "Case") -> Limit | None:
        """Back-end ratio of the borrowers who will live in the home; None where theirs is not looked at alone."""

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        """Months of PITIA to be left after closing."""

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        """Interested-party contributions in percent of the value basis, which they may lower."""

    def maximum_financed_properties(self, case: "Case") -> Limit | None:
        """Financed properties, the subject among them; None where the program does not count them."""

    def loan_limit(self, case: "Case") -> Finding:
        """The base loan against the limits of the program; `lending.programs.loan_limit` has the usual answers."""

    def loan_term(self, case: "Case") -> TermLimits: ...

    def cash_out_seasoning(self, application: LoanApplication) -> CashOutSeasoning: ...

    def limited_cash_back(self, application: LoanApplication) -> Limit:
        """Dollars that a refinance may give back before it is a cash-out refinance."""

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        """Months from the event's completion to closing; None where the event has none."""

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        """What is asked of a credit history beyond the waiting period of a single event."""

    def private_insurance_above(self, application: LoanApplication) -> Limit | None:
        """LTV in percent above which borrowers pay private mortgage insurance; None where the program never asks it."""

    def private_insurance_coverage(self, case: "Case") -> Limit | None:
        """Percent of the loan that private mortgage insurance has to cover; None where none is needed."""

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        """Percent: the program's own rule for the rate on which the payment is qualified."""

    def own_gross_up_percent(self, application: LoanApplication) -> Decimal | None:
        """By how much untaxed income is raised; None where the program leaves it to the general figure."""

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal: ...

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance: ...


def waiting_limit(table: DatedTable[dict[DerogatoryKind, Waiting]], event: DerogatoryEvent, on: date) -> Limit | None:
    """The waiting period of `event` in months, shortened where extenuating circumstances are documented."""
    row = table.on(on)
    waiting = row.value.get(event.kind)
    if waiting is None:
        return None
    months = waiting.extenuating if event.extenuating_circumstances_documented else waiting.standard
    return limit("waiting_period", "waiting period", Decimal(months), Unit.MONTHS, row.citation)


def percent_limit(name: str, label: str, percent: Decimal, citation: Citation) -> Limit:
    return limit(name, label, percent, Unit.PERCENT, citation)


def months_limit(name: str, label: str, months: int, citation: Citation) -> Limit:
    return limit(name, label, Decimal(months), Unit.MONTHS, citation)


def dti_band(end: str, accept: Decimal, refer: Decimal, citation: Citation) -> DtiBand:
    """The band of the "front-end" or the "back-end" ratio, in percent."""
    name, label = f"maximum_{end.replace('-', '_')}_dti", f"maximum {end} DTI"
    return DtiBand(percent_limit(name, label, accept, citation), percent_limit(name, label, refer, citation))


def concession_limit(percent: Decimal, citation: Citation) -> Limit:
    return percent_limit("concession_limit", "limit on contributions", percent, citation)


def cash_out_seasoning_limits(application: LoanApplication) -> CashOutSeasoning:
    row = CASH_OUT_SEASONING.on(application.application_date)
    first_lien = limit("seasoning_months", "months needed", row.value.first_lien_months, Unit.COUNT, row.citation)
    title = limit("title_months", "months needed", row.value.title_months, Unit.COUNT, row.citation)
    return CashOutSeasoning(first_lien, title)


def limited_cash_out_limit(application: LoanApplication) -> Limit:
    row = LIMITED_CASH_OUT.on(application.application_date)
    percent, dollars = row.value
    most = max(share(application.loan.amount, percent), dollars)
    return limit("cash_back_limit", "limit on cash back", most, Unit.USD, row.citation)


_FIVE_YEARS_OF_MONTHS = 60


def arm_qualifying_rate(loan: LoanTerms) -> Decimal:
    """Percent: above three years and up to five of a fixed rate, the note plus its first cap or the fully indexed rate.

    Selling Guide B3-6; for FHA and VA, and between three and five years, by the lender's capacity policy. Longer fixed
    periods qualify at the note rate, shorter ones at the highest rate of five years, which `ratios` sees to.
    """
    if loan.arm is None or loan.arm.initial_fixed_months > _FIVE_YEARS_OF_MONTHS:
        return loan.note_rate_percent
    return max(loan.note_rate_percent + loan.arm.first_cap_points, fully_indexed_or_initial_rate(loan))
