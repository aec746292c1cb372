"""Prescribed figures: a limit with its source, and a band of two limits between which a person decides."""

from dataclasses import dataclass
from decimal import Decimal

from lending.citation import Citation
from lending.findings import Figure, Unit, figure


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
    """Up to `accept` passes, up to `refer` a person decides, above it fails. Equal where no band lies between.

    `support` shows what in the file has earned the band, such as compensating factors.
    """

    accept: Limit
    refer: Limit
    support: tuple[Figure, ...] = ()
