"""The loan programs. `rules_for` gives the one that an application asks for."""

from lending.application import LoanApplication
from lending.program import Program
from lending.programs.base import ProgramRules
from lending.programs.conventional import Conventional
from lending.programs.fha import Fha
from lending.programs.high_balance import HighBalance
from lending.programs.jumbo import Jumbo
from lending.programs.usda import Usda
from lending.programs.va import Va

_PROGRAMS: tuple[ProgramRules, ...] = (
    Conventional(),
    HighBalance(),
    Jumbo(),
    Fha(),
    Va(),
    Usda(),
)

REGISTRY: dict[Program, ProgramRules] = {rules.program: rules for rules in _PROGRAMS}


def rules_for(application: LoanApplication) -> ProgramRules:
    return REGISTRY[application.program]
