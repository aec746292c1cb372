"""Where a rule or a figure comes from, and how sure that source is."""

from datetime import date
from enum import StrEnum

from lending.base import Frozen


class Certainty(StrEnum):
    """How sure the source of a figure is."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    OVERLAY = "overlay"


class Citation(Frozen):
    """Where a rule or a figure comes from. `effective` is the first day on which that text or row holds."""

    source: str
    section: str
    effective: date
    certainty: Certainty = Certainty.OFFICIAL
