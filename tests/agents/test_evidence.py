"""The passage that is cited for a rule is the section of the manual that holds the rule."""

import asyncio
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from agents.evidence import DOCUMENTS
from builders import REMOVED, application, asset, borrower, debt
from graph.run import open_pipeline
from incomes import business, depletion, employment, fixed, leave, rental
from lending.application import LoanApplication, UnderwritingMethod
from lending.facts import establish_facts
from lending.findings import Finding, FindingOutcome
from lending.loan import Purpose
from lending.program import Program
from lending.programs import REGISTRY
from lending.property import Occupancy
from lending.stages import compliance_findings, intake_findings, underwriting_findings

SECTIONS = {
    "intake.completeness": "decision-policy#3.5",
    "intake.integrity": "decision-policy#4.1 decision-policy#4.5",
    "intake.federal_debt": "credit-policy#5.3",
    "intake.credit_report_age": "credit-policy#2.1",
    "intake.letters": "decision-policy#4.4",
    "intake.declared_circumstances": "decision-policy#4.5",
    "compliance.loan_limit high-balance": "collateral-policy#5.4",
    "compliance.loan_limit jumbo": "collateral-policy#5.6",
    "compliance.loan_limit conventional": "collateral-policy#5.1",
    "compliance.loan_limit FHA": "collateral-policy#5.2",
    "compliance.occupancy": "program-policy#1.2",
    "compliance.loan_term": "program-policy#1.3",
    "compliance.lien_priority": "regulatory-policy#5.2",
    "compliance.upfront_charge": "program-policy#1.4",
    "compliance.upfront_charge FHA": "program-policy#3.1 program-policy#1.4",
    "compliance.upfront_charge VA": "program-policy#4.1 program-policy#1.4",
    "compliance.upfront_charge USDA": "program-policy#5.4 program-policy#1.4",
    "compliance.high_balance_underwriting": "program-policy#2.1",
    "compliance.homeready": "program-policy#2.2",
    "compliance.fha_residency": "program-policy#3.2",
    "compliance.fha_streamline": "program-policy#3.3",
    "compliance.va_entitlement": "program-policy#4.2",
    "compliance.va_guaranty": "program-policy#4.3",
    "compliance.va_rate_reduction": "program-policy#4.4",
    "compliance.usda_income": "program-policy#5.1",
    "compliance.usda_area": "program-policy#5.2",
    "compliance.usda_fixed_rate": "program-policy#5.3",
    "compliance.usda_refinance": "program-policy#5.3",
    "compliance.jumbo_review": "program-policy#6.1",
    "compliance.jumbo_appraisals": "program-policy#6.2",
    "compliance.atr_factors": "regulatory-policy#2.1",
    "compliance.atr_verification": "regulatory-policy#2.2",
    "compliance.atr_payment": "regulatory-policy#2.3",
    "compliance.business_purpose": "regulatory-policy#5.1",
    "compliance.qm_features": "regulatory-policy#3.2",
    "compliance.qm_points_and_fees": "regulatory-policy#3.4 regulatory-policy#5.1",
    "compliance.qm_price": "regulatory-policy#3.3 regulatory-policy#5.1",
    "compliance.qm_presumption": "regulatory-policy#3.6",
    "compliance.prepayment_penalty": "regulatory-policy#4.4",
    "compliance.hoepa_apr": "regulatory-policy#4.1",
    "compliance.hoepa_fees": "regulatory-policy#4.1",
    "compliance.hoepa_prepayment": "regulatory-policy#4.1 regulatory-policy#4.4",
    "compliance.hpml_escrow": "regulatory-policy#4.2",
    "compliance.hpml_appraisal": "regulatory-policy#4.3",
    "compliance.hpml_second_appraisal": "regulatory-policy#4.5",
    "compliance.apr_tolerance": "regulatory-policy#4.6",
    "capacity.qualifying_income": "income-policy#1.1 income-policy#2.1",
    "capacity.front_end_dti": "capacity-policy#2.3",
    "capacity.front_end_dti FHA": "capacity-policy#2.3 capacity-policy#2.4",
    "capacity.back_end_dti": "capacity-policy#2.3",
    "capacity.back_end_dti FHA": "capacity-policy#2.3 capacity-policy#2.4",
    "capacity.back_end_dti VA": "capacity-policy#2.5",
    "capacity.back_end_dti USDA": "capacity-policy#2.3 capacity-policy#2.7",
    "capacity.va_residual_income": "capacity-policy#2.6",
    "capacity.occupant_dti": "capacity-policy#2.8",
    "capacity.debts_without_payment": "capacity-policy#3.1",
    "capacity.charge_accounts": "capacity-policy#3.2",
    "capacity.subordinate_payment": "capacity-policy#3.6",
    "capacity.owned_properties": "capacity-policy#3.7",
    "capacity.mortgages_paid_by_sale": "capacity-policy#3.8",
    "capacity.payment_shock": "capacity-policy#4.3",
    "capacity.layered_risk": "capacity-policy#4.4",
    "capacity.employment_history": "income-policy#2.3",
    "capacity.temporary_leave": "income-policy#2.4",
    "capacity.employment_verification": "income-policy#2.5",
    "capacity.self_employment_history": "income-policy#3.1",
    "capacity.income_stability": "income-policy#3.3",
    "capacity.business_access": "income-policy#3.4",
    "capacity.rental_experience": "income-policy#4.3",
    "capacity.support_received": "income-policy#5.3",
    "capacity.asset_depletion": "income-policy#5.5",
    "credit.minimum_score": "credit-policy#2.3",
    "credit.credit_depth": "credit-policy#2.4",
    "credit.mortgage_history": "credit-policy#3.1",
    "credit.disputed_accounts": "credit-policy#3.2",
    "credit.waiting_period": "credit-policy#4.1 credit-policy#4.2 credit-policy#4.3",
    "credit.repayment_plan": "credit-policy#4.4",
    "credit.collections": "credit-policy#5.1",
    "credit.judgments": "credit-policy#5.2",
    "credit.past_due": "credit-policy#5.2",
    "capital.funds_to_close": "assets-policy#2.1",
    "capital.gifts": "assets-policy#2.3",
    "capital.large_deposits": "assets-policy#2.4",
    "capital.earnest_money": "assets-policy#2.6",
    "capital.liquidation": "assets-policy#2.7",
    "capital.special_funds": "assets-policy#2.8",
    "capital.concessions": "assets-policy#3.1",
    "capital.reserves": "assets-policy#4.2",
    "capital.financed_properties": "assets-policy#4.3",
    "collateral.value_basis": "collateral-policy#2.1",
    "collateral.ltv": "collateral-policy#3.3",
    "collateral.ltv conventional": "collateral-policy#3.1",
    "collateral.ltv high-balance": "collateral-policy#3.6",
    "collateral.ltv jumbo": "collateral-policy#3.7",
    "collateral.cash_out_seasoning": "collateral-policy#3.4",
    "collateral.limited_cash_out": "collateral-policy#3.9",
    "collateral.title_seasoning": "collateral-policy#3.8",
    "collateral.appraisal_age": "collateral-policy#4.1",
    "collateral.condition": "collateral-policy#4.2",
    "collateral.property_type": "collateral-policy#4.3",
    "collateral.mortgage_insurance": "collateral-policy#6.1",
    "collateral.insurance_coverage": "collateral-policy#6.1",
}
"""The sections that state each rule, chosen by hand. A rule that differs by program has an entry for it as well."""

SAME_SECTIONS = {"collateral.cltv": "collateral.ltv", "collateral.hcltv": "collateral.ltv"}

LIENS = [
    {"lien_id": "L1", "balance": "10000", "monthly_payment": "90"},
    {"lien_id": "L2", "balance": "0", "credit_limit": "5000", "monthly_payment": "0"},
]
REFINANCE = {"loan.purchase_price": REMOVED, "loan.payoff_amount": "200000"}
SIZES = {
    Program.HIGH_BALANCE: {"property.state": "CA", "property.county_fips": "06037", "loan.amount": "900000"},
    Program.JUMBO: {"loan.amount": "1600000"},
}
"""Where the clean application's loan is too small for a program."""


def kinds_of_loan() -> Iterator[tuple[LoanApplication, str]]:
    """Every program on every occupancy, purpose and method, on one unit and on two, with other financing."""
    for program, occupancy, purpose, method, units in product(
        Program, Occupancy, Purpose, UnderwritingMethod, ("1", "2")
    ):
        changes: dict[str, Any] = {
            "program": program,
            "underwriting_method": method,
            "property.occupancy": occupancy,
            "property.units": units,
            "loan.purpose": purpose,
            "loan.subordinate_liens": LIENS,
            **SIZES.get(program, {}),
            **({} if purpose is Purpose.PURCHASE else REFINANCE),
        }
        yield application(changes), REGISTRY[program].name


def special_files() -> Iterator[tuple[LoanApplication, str]]:
    """Files for the rules that only some of them are asked."""
    veteran = {"borrowers.0.veteran": {"certificate_of_eligibility": True}}
    for program, changes in (
        (
            "conventional",
            {"letters": [{"letter_id": "T1", "borrower_id": "B1", "subject": "Work", "text": "I moved."}]},
        ),
        ("conventional", {"loan.homeready": True, "borrowers.0.credit": REMOVED}),
        ("VA", {"program": "va", **veteran}),
        (
            "VA",
            {"program": "va", "loan.purpose": "rate_term_refinance", "loan.refinances_program": "va"}
            | REFINANCE
            | veteran,
        ),
        (
            "FHA",
            {"program": "fha", "loan.purpose": "rate_term_refinance", "loan.refinances_program": "fha"} | REFINANCE,
        ),
        (
            "conventional",
            {
                "loan.note_rate_percent": "8.5",
                "loan.disclosed_apr_percent": "8.6",
                "property.seller_acquired_on": "2026-01-15",
                "property.seller_acquisition_price": "300000",
            },
        ),
        (
            "conventional",
            {
                "borrowers.0.incomes.1": employment(income_id="I2", leave=leave(), verification="not_asked_yet"),
                "borrowers.0.incomes.2": business("50000", "60000", income_id="I3", structure="partnership"),
                "borrowers.0.incomes.3": fixed("alimony", "900", income_id="I4", ends_on="2036-01-01"),
                "borrowers.0.incomes.4": rental("2400", "900", income_id="I5"),
                "borrowers.0.incomes.5": depletion("A2", income_id="I6"),
                "assets.1": asset(balance="90000"),
            },
        ),
        (
            "conventional",
            {
                "underwriting_method": "manual",
                "borrowers.0.credit.derogatory_events": [
                    {"kind": "chapter_13_in_repayment", "completed_on": "2024-01-01"}
                ],
                "borrowers.1": borrower(will_occupy=False),
                "loan.earnest_money_paid": "9000",
                "loan.seller_concessions": "3000",
                "debts.1": debt(kind="charge_account", balance="500"),
                "debts.2": debt("D3", kind="mortgage", to_be_paid_at_closing=True),
                "owned_properties": [{"property_id": "P1", "occupancy": "investment", "unpaid_balance": "90000"}],
                "assets": [
                    asset("A1", kind="stocks_and_bonds", balance="100000"),
                    asset("A2", kind="trust"),
                    asset("A3", kind="gift"),
                ],
            },
        ),
    ):
        yield application(changes), program


def findings_of(whole: LoanApplication) -> list[Finding]:
    facts = establish_facts(whole)
    return [
        *intake_findings(whole),
        *compliance_findings(whole, facts),
        *underwriting_findings(whole, facts),
    ]


def family_of(rule_id: str) -> str:
    """Intake names the field or the contradiction in a third part."""
    return ".".join(rule_id.split(".")[:2])


def questions() -> dict[tuple[str, str], str]:
    """Each rule and question that it asks, with the program's name: what does not reach a loan is not asked of it."""
    return {
        (family_of(finding.rule_id), finding.question): program
        for whole, program in (*kinds_of_loan(), *special_files())
        for finding in findings_of(whole)
        if finding.outcome is not FindingOutcome.NOT_APPLICABLE
    }


def sections_for(rule_id: str, program: str) -> list[str]:
    rule_id = SAME_SECTIONS.get(rule_id, rule_id)
    by_program = f"{rule_id} {program}"
    return SECTIONS[by_program if by_program in SECTIONS else rule_id].split()


def test_every_rule_has_a_section_of_the_manual() -> None:
    asked = {SAME_SECTIONS.get(rule_id, rule_id) for rule_id, _ in questions()}
    assert asked == {entry.partition(" ")[0] for entry in SECTIONS}


def test_the_passage_cited_states_the_rule() -> None:
    async def wrong() -> list[str]:
        missed = []
        async with open_pipeline("embedded") as pipeline:
            for (rule_id, question), program in questions().items():
                found = (
                    await pipeline.policies.retrieve(
                        question, as_of=date(2026, 3, 2), limit=1, documents=DOCUMENTS[rule_id.partition(".")[0]]
                    )
                ).passages
                passage = found[0].passage
                section = f"{passage.document}#{passage.passage_id.partition('#')[2].partition('-')[0]}"
                if section not in sections_for(rule_id, program):
                    missed.append(f"{rule_id} ({program}): {question} -> {section}")
        return missed

    assert asyncio.run(wrong()) == []
