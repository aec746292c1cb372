"""Prescribed figures: a limit with its source, and a band of two limits between which a person decides."""

from dataclasses import dataclass
from decimal import Decimal

from lending.citation import Citation
from lending.findings import Figure, Unit, figure


@dataclass(frozen=True, slots=True)
class LoweredByScore:
    """The credit score that lowers a limit, the score from which it does not, and the limit that holds from there."""

    score: Figure
    standard_score: Figure
    standard: Figure


@dataclass(frozen=True, slots=True)
class Limit:
    """A prescribed figure and where it is prescribed.

    `lowered_by_score`: None where the credit score has not lowered it.
    """

    figure: Figure
    citation: Citation
    lowered_by_score: LoweredByScore | None = None

    @property
    def value(self) -> Decimal:
        return Decimal(str(self.figure.value))


def limit(name: str, label: str, value: Decimal | int, unit: Unit, citation: Citation) -> Limit:
    return Limit(figure(name, label, value, unit), citation)


@dataclass(frozen=True, slots=True)
class DtiBand:
    """Up to `accept` passes, up to `refer` a person decides, above it fails. Equal where no band lies between.

    `support` shows what in the file has earned the band, such as compensating factors.
    """

    accept: Limit
    refer: Limit
    support: tuple[Figure, ...] = ()
