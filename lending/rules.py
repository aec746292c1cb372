"""How a rule is written: a pure function from the application and its facts to one finding."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lending.application import LoanApplication
from lending.facts import UnderwritingFacts
from lending.findings import Finding
from lending.programs import rules_for
from lending.programs.base import ProgramRules


@dataclass(frozen=True, slots=True)
class Case:
    """What every rule is given."""

    application: LoanApplication
    facts: UnderwritingFacts

    @property
    def program(self) -> ProgramRules:
        return rules_for(self.application)

    @property
    def closing(self) -> date:
        return self.application.loan.expected_closing_date


Rule = Callable[[Case], Finding]
