"""The passage that is cited for a rule is the section of the manual that holds the rule."""

import asyncio

import pytest

from agents.evidence import DOCUMENTS, material
from builders import application
from graph.run import open_pipeline
from lending.application import LoanApplication
from lending.compliance import COMPLIANCE_RULES
from lending.facts import establish_facts
from lending.findings import Finding
from lending.rules import Case
from lending.underwriting import UNDERWRITING_RULES

SECTIONS = {
    "compliance.loan_limit": "collateral-policy#5.1 collateral-policy#5.2 regulatory-policy#5.2",
    "compliance.occupancy": "decision-policy#6.3 collateral-policy#3.1 collateral-policy#3.3 collateral-policy#3.5",
    "compliance.loan_term": "regulatory-policy#3.2",
    "compliance.lien_priority": "regulatory-policy#5.2",
    "compliance.va_entitlement": "collateral-policy#5.2",
    "compliance.upfront_charge": "decision-policy#6.1 decision-policy#6.2",
    "compliance.atr_factors": "regulatory-policy#2.1",
    "compliance.atr_verification": "regulatory-policy#2.2 income-policy#1.2",
    "compliance.qm_features": "regulatory-policy#3.2",
    "compliance.qm_points_and_fees": "regulatory-policy#3.4 regulatory-policy#3.5",
    "compliance.qm_price": "regulatory-policy#3.3",
    "compliance.qm_presumption": "regulatory-policy#3.6",
    "compliance.prepayment_penalty": "regulatory-policy#4.4",
    "compliance.hoepa_apr": "regulatory-policy#4.1",
    "compliance.hoepa_fees": "regulatory-policy#4.1",
    "compliance.hoepa_prepayment": "regulatory-policy#4.1 regulatory-policy#4.4",
    "compliance.hpml_escrow": "regulatory-policy#4.2 regulatory-policy#4.3",
    "capacity.qualifying_income": "income-policy#2.1 income-policy#1.2 income-policy#1.1",
    "capacity.front_end_dti": "capacity-policy#2.3 capacity-policy#2.4",
    "capacity.back_end_dti": "capacity-policy#2.3 capacity-policy#2.4 capacity-policy#2.5",
    "capacity.payment_shock": "capacity-policy#4.3",
    "capacity.debts_without_payment": "capacity-policy#3.1",
    "capacity.employment_history": "income-policy#2.3",
    "capacity.income_stability": "income-policy#3.3 income-policy#2.2",
    "capacity.self_employment_history": "income-policy#3.1",
    "capacity.va_residual_income": "capacity-policy#2.6",
    "capacity.layered_risk": "capacity-policy#4.4",
    "credit.minimum_score": "credit-policy#2.3",
    "credit.mortgage_history": "credit-policy#3.1",
    "credit.waiting_period": "credit-policy#4.1 credit-policy#4.2 credit-policy#4.3",
    "credit.judgments": "credit-policy#5.2",
    "credit.collections": "credit-policy#5.1",
    "credit.past_due": "credit-policy#5.2",
    "credit.disputed_accounts": "credit-policy#3.2",
    "capital.funds_to_close": "assets-policy#2.1",
    "capital.reserves": "assets-policy#4.2",
    "capital.large_deposits": "assets-policy#2.4",
    "capital.gifts": "assets-policy#2.3",
    "capital.concessions": "assets-policy#3.1",
    "collateral.ltv": "collateral-policy#3.1 collateral-policy#3.3",
    "collateral.cltv": "collateral-policy#3.1 collateral-policy#3.3 collateral-policy#2.2",
    "collateral.hcltv": "collateral-policy#3.1 collateral-policy#3.3 collateral-policy#2.2",
    "collateral.condition": "collateral-policy#4.2",
    "collateral.appraisal_age": "collateral-policy#4.1",
    "collateral.value_basis": "collateral-policy#2.1",
    "collateral.cash_out_seasoning": "collateral-policy#3.4",
    "collateral.limited_cash_out": "collateral-policy#3.4",
    "collateral.property_type": "collateral-policy#4.3",
    "collateral.mortgage_insurance": "collateral-policy#6.1",
}
"""For each rule the sections of the manual that state it, chosen by hand."""

APPLICATIONS = {
    "conventional": application(),
    "FHA": application(program="fha"),
    "VA": application({"program": "va", "borrowers.0.veteran": {"certificate_of_eligibility": True}}),
    "second home": application(
        {"property.occupancy": "second_home", "borrowers.0.declarations.will_occupy_as_primary": False}
    ),
}


def findings_of(whole: LoanApplication) -> list[Finding]:
    case = Case(whole, establish_facts(whole))
    return [rule(case) for rule in (*COMPLIANCE_RULES, *UNDERWRITING_RULES)]


def test_every_rule_has_a_section_of_the_manual() -> None:
    assert {finding.rule_id for finding in findings_of(application())} == set(SECTIONS)


@pytest.mark.parametrize("kind", APPLICATIONS)
def test_the_passage_cited_states_the_rule(kind: str) -> None:
    whole = APPLICATIONS[kind]

    async def wrong() -> list[str]:
        missed = []
        async with open_pipeline("embedded") as pipeline:
            for finding in material(findings_of(whole)):
                documents = DOCUMENTS[finding.rule_id.partition(".")[0]]
                found = await pipeline.policies.search(
                    finding.question, as_of=whole.application_date, limit=1, documents=documents
                )
                section = found[0].passage.passage_id.partition("#")[2].partition("-")[0]
                if f"{found[0].passage.document}#{section}" not in SECTIONS[finding.rule_id].split():
                    missed.append(f"{finding.rule_id} -> {found[0].passage.passage_id}")
        return missed

    assert asyncio.run(wrong()) == []
