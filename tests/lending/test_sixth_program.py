"""A new program is one file and one line of the registry: no rule knows a program by its name."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import lending
from builders import application
from lending.application import LoanApplication
from lending.borrower import DerogatoryEvent
from lending.citation import Certainty, Citation
from lending.comparisons import stated
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import Finding, FindingOutcome, Unit
from lending.limits import DtiBand, Limit, limit
from lending.loan import LoanTerms
from lending.money import ZERO, share, to_cents
from lending.obligations import Debt
from lending.program import Program
from lending.programs import REGISTRY
from lending.programs.base import (
    CashOutSeasoning,
    MortgageInsurance,
    QmDefinition,
    TermLimits,
    cash_out_seasoning_limits,
    concession_limit,
    dti_band,
    limited_cash_out_limit,
    months_limit,
    percent_limit,
)
from lending.programs.loan_limit import no_loan_limit
from lending.property import Occupancy
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.stages import Underwriting
from lending.tables.credit import LENDER, CreditStandards
from lending.tables.dated import Row

CHARTER = Citation(
    source="Invented Farmers Credit Union", section="charter", effective=date(2026, 1, 1), certainty=Certainty.OVERLAY
)
MEMBERSHIP = "compliance.membership"


class Farmstead:
    """An invented program: primary residences up to 70 percent, a membership fee of half a percent, members only."""

    program = Program.JUMBO
    """The enumeration cannot grow while a test runs, so the program borrows a name."""
    name = "farmstead"
    qm_definition = QmDefinition.GENERAL
    is_government = False
    upfront_charge: str | None = "membership fee"
    averages_scores_when_manual = False
    score_is_guideline = False
    manual_collection_limits = False
    dti_is_guideline = False
    residual_income_required = False
    delivers_whole_percent_ltv = False
    own_funds_beside_gifts = False

    def eligibility(self, case: Case) -> tuple[Finding, ...]:
        member = case.application.property.state == "IL"
        return (
            stated(
                MEMBERSHIP,
                FindingOutcome.PASS if member else FindingOutcome.FAIL,
                "Who may become a member?",
                "The property lies in the union's state." if member else "The property lies in another state.",
                CHARTER,
                reason=ReasonCode.OTHER_LOAN_TERMS,
                weight=59,
            ),
        )

    def maximum_ltv(self, case: Case) -> Limit | None:
        if case.application.property.occupancy is not Occupancy.PRIMARY:
            return None
        return percent_limit("maximum_ltv", "maximum LTV", Decimal(70), CHARTER)

    def minimum_score(self, case: Case) -> Limit:
        del case
        return limit("minimum_score", "minimum credit score", 600, Unit.SCORE, CHARTER)

    def front_end(self, case: Case) -> DtiBand | None:
        del case
        return None

    def back_end(self, case: Case) -> DtiBand:
        del case
        return dti_band("back-end", Decimal(30), Decimal(33), CHARTER)

    def reserves(self, application: LoanApplication, back_end_dti: Decimal | None) -> Limit:
        del application, back_end_dti
        return months_limit("required_reserves", "required reserves", 3, CHARTER)

    def concessions(self, application: LoanApplication, combined_ltv_percent: Decimal) -> Limit:
        del application, combined_ltv_percent
        return concession_limit(Decimal(1), CHARTER)

    def maximum_financed_properties(self, case: Case) -> Limit | None:
        del case
        return None

    def occupant_dti(self, case: Case) -> Limit | None:
        del case
        return None

    def loan_limit(self, case: Case) -> Finding:
        return no_loan_limit(case)

    def cash_out_seasoning(self, application: LoanApplication) -> CashOutSeasoning:
        return CashOutSeasoning(cash_out_seasoning_limits(application).first_lien, None)

    def limited_cash_back(self, application: LoanApplication) -> Limit:
        return limited_cash_out_limit(application)

    def private_insurance_coverage(self, case: Case) -> Limit | None:
        del case
        return None

    def loan_term(self, case: Case) -> TermLimits:
        del case
        return TermLimits(months_limit("longest_term", "longest term", 360, CHARTER), None)

    def waiting_period(self, event: DerogatoryEvent, on: date) -> Limit | None:
        del event, on
        return None

    def credit_standards(self, application: LoanApplication) -> Row[CreditStandards]:
        return LENDER.on(application.application_date)

    def private_insurance_above(self, application: LoanApplication) -> Limit | None:
        del application
        return None

    def own_gross_up_percent(self, application: LoanApplication) -> Decimal | None:
        del application
        return None

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return loan.note_rate_percent

    def student_loan_payment(self, debt: Debt, application: LoanApplication) -> Decimal:
        del application
        return debt.monthly_payment or ZERO

    def insurance(self, application: LoanApplication, ltv_percent: Decimal) -> MortgageInsurance:
        del ltv_percent
        fee = to_cents(share(application.loan.amount, Decimal("0.5")))
        return MortgageInsurance(fee, ZERO, 0, CHARTER)


FEE = {"name": "Membership fee", "kind": "government_upfront_premium", "amount": "1400"}
MEMBERS: dict[str, Any] = {"program": "jumbo", "loan.amount": "280000", "loan.fees.1": FEE}


@pytest.fixture
def _farmstead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REGISTRY, Farmstead.program, Farmstead())


def farmstead(changes: dict[str, Any] | None = None) -> Underwriting:
    return underwrite(application({**MEMBERS, **(changes or {})}))


def failed(done: Underwriting) -> list[str]:
    findings = (*done.compliance, *done.underwriting)
    return [finding.rule_id for finding in findings if finding.outcome is FindingOutcome.FAIL]


@pytest.mark.usefixtures("_farmstead")
def test_a_new_program_approves_a_file_within_its_own_limits() -> None:
    done = farmstead()
    assert done.decision.outcome is Outcome.APPROVE
    assert MEMBERSHIP in [finding.rule_id for finding in done.compliance]
    assert done.facts is not None
    assert done.facts.upfront_charge == 1_400
    (charge,) = (finding for finding in done.compliance if finding.rule_id == "compliance.upfront_charge")
    assert charge.question == "What upfront premium or funding fee does the farmstead program charge?"


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        pytest.param({"property.state": "WI"}, [MEMBERSHIP], id="its own eligibility"),
        pytest.param({"property.occupancy": "second_home"}, ["compliance.occupancy"], id="occupancy"),
        pytest.param({"loan.amount": "280040"}, ["collateral.ltv"], id="LTV of 70.01"),
        pytest.param({"borrowers.0.incomes.0.pay": "7500"}, ["capacity.back_end_dti"], id="DTI"),
        pytest.param({"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 599}]}, ["credit.minimum_score"]),
        pytest.param({"assets.0.balance": "125000"}, ["capital.reserves"], id="reserves"),
    ],
)
@pytest.mark.usefixtures("_farmstead")
def test_a_new_program_is_held_against_its_own_limits(changes: dict[str, Any], rules: list[str]) -> None:
    assert failed(farmstead(changes)) == rules


def _names_a_program(path: Path) -> list[str]:
    """Places that say `Program.X`, or that compare something with the text of a program's name."""
    names = {program.value for program in Program}
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Program":
            found.append(f"{path.name}:{node.lineno}")
        if isinstance(node, ast.Compare):
            texts = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            found += [f"{path.name}:{node.lineno}" for name in names if name in texts]
    return found


def test_no_rule_outside_the_programs_asks_which_program_a_loan_is_under() -> None:
    room = Path(lending.__file__).parent
    may = {"programs", "formats", "mismo34"}
    others = [
        path
        for path in room.rglob("*.py")
        if path.relative_to(room).parts[0] not in may and path != room / "program.py"
    ]
    assert len(others) > 40
    assert [place for path in others for place in _names_a_program(path)] == []


def test_every_registered_program_answers_for_its_own_name() -> None:
    assert {program: rules.program for program, rules in REGISTRY.items()} == {name: name for name in REGISTRY}
