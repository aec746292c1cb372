"""What every loan program answers. A new program is a new file beside these and one line in the registry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent, DerogatoryKind
from lending.citation import Citation
from lending.findings import Figure, Unit, figure
from lending.loan import LoanTerms
from lending.obligations import Debt
from lending.payments import fully_indexed_or_initial_rate
from lending.program import Program
from lending.tables.conventional import Waiting
from lending.tables.dated import DatedTable, Row
from lending.tables.loan_limits import LoanLimits


@dataclass(frozen=True, slots=True)
class Limit:
    """A prescribed figure and where it is prescribed."""

    figure: Figure
    citation: Citation

    @property
    def value(self) -> Decimal:
        return Decimal(str(self.figure.value))


def limit(name: str, label: str, value: Decimal | int, unit: Unit, citation: Citation) -> Limit:
    return Limit(figure(name, label, value, unit), citation)


@dataclass(frozen=True, slots=True)
class DtiBand:
    """Up to `accept` passes, up to `refer` a person decides, above it fails. Equal where no band lies between."""

    accept: Limit
    refer: Limit


@dataclass(frozen=True, slots=True)
class MortgageInsurance:
    """Dollars. `upfront` is what the program charges at closing (premium or funding fee), `monthly` what is paid on.

    `months` is how long the monthly premium is due; None where the scheduled balance ends it.
    """

    upfront: Decimal
    monthly: Decimal
    months: int | None
    citation: Citation | None


class ProgramRules(Protocol):
    """Limits of one program for one application, on the dates that the application carries."""

    program: Program
    name: str

    def maximum_ltv(self, application: LoanApplication, score: int | None) -> Limit | None:
        """Percent; None where the program does not lend on this occupancy, purpose and number of units."""

    def minimum_score(self, application: LoanApplication) -> Limit: ...

    def front_end(self, application: LoanApplication) -> DtiBand | None:
        """Percent; None where the program has no front-end limit."""

    def back_end(self, application: LoanApplication) -> DtiBand: ...

    def reserves(self, application: LoanApplication, back_end_percent: Decimal) -> Limit:
        """Months of PITIA to be left after closing."""

    def loan_limits(self, application: LoanApplication) -> Row[LoanLimits] | None:
        """None where the program sets no limit."""

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        """Months from the event's completion to closing; None where the event has none."""

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        """Percent: the program's own rule for the rate on which the payment is qualified."""

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


_FIVE_YEARS_OF_MONTHS = 60


def arm_qualifying_rate(loan: LoanTerms) -> Decimal:
    """Percent: above three years and up to five of a fixed rate, the note plus its first cap or the fully indexed rate.

    Selling Guide B3-6; for FHA and VA, and between three and five years, by the lender's capacity policy. Longer fixed
    periods qualify at the note rate, shorter ones at the highest rate of five years, which `ratios` sees to.
    """
    if loan.arm is None or loan.arm.initial_fixed_months > _FIVE_YEARS_OF_MONTHS:
        return loan.note_rate_percent
    return max(loan.note_rate_percent + loan.arm.first_cap_points, fully_indexed_or_initial_rate(loan))
