"""The names of the loan programs."""

from enum import StrEnum


class Program(StrEnum):
    """The programs that an application may ask for; `lending.programs` holds the rules of each."""

    CONVENTIONAL = "conventional"
    HIGH_BALANCE = "high_balance"
    FHA = "fha"
    VA = "va"
    USDA = "usda"
    JUMBO = "jumbo"
