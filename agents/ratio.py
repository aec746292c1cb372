"""Ratio: every figure of the file, computed once; the narrative only repeats them."""

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import RATIO, Sentence
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import Figure
from lending.ratios import ratio_figures

NAME = "ratio"


class RatioUpdate(Update):
    facts: UnderwritingFacts


Result = RatioUpdate


def _sentence(shown: dict[str, Figure], template: str, *names: str) -> Sentence | None:
    """`template` filled with the displays of the named ratios; None where one of them has no meaning for the file."""
    if any(name not in shown for name in names):
        return None
    displays = {name: shown[name].display for name in names}
    return Sentence(text=template.format(**displays), cites=tuple(f"{RATIO}{name}" for name in names))


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    if case.facts is None:
        return ()
    shown = ratio_figures(case.facts.ratios)
    ratios = case.facts.ratios
    told = [
        _sentence(
            shown,
            "The base loan gives an LTV of {ltv} on a value basis of {value_basis}; the note amount is {note_amount}.",
            "ltv",
            "value_basis",
            "note_amount",
        ),
        _sentence(shown, "With other financing the CLTV is {cltv} and the HCLTV {hcltv}.", "cltv", "hcltv")
        if ratios.hcltv != ratios.ltv
        else None,
        _sentence(
            shown,
            "At the qualifying rate of {qualifying_rate} principal and interest come to {principal_and_interest}, and "
            "PITIA to {pitia} a month.",
            "qualifying_rate",
            "principal_and_interest",
            "pitia",
        ),
        _sentence(
            shown,
            "Mortgage insurance of {mortgage_insurance} a month is part of PITIA.",
            "mortgage_insurance",
        )
        if ratios.mortgage_insurance
        else None,
        _sentence(
            shown,
            "Qualifying income of {qualifying_income} a month carries monthly debts of {monthly_debts} beside it.",
            "qualifying_income",
            "monthly_debts",
        ),
        _sentence(
            shown,
            "The front-end DTI is {front_end_dti} and the back-end DTI {back_end_dti}.",
            "front_end_dti",
            "back_end_dti",
        ),
        _sentence(
            shown,
            "Funds available of {funds_available} cover funds to close of {funds_to_close} and leave reserves of "
            "{reserves_months}."
            if ratios.funds_available >= ratios.funds_to_close
            else "Funds available of {funds_available} fall short of funds to close of {funds_to_close}; reserves are "
            "{reserves_months}.",
            "funds_available",
            "funds_to_close",
            "reserves_months",
        ),
        _sentence(shown, "Payment shock against the present housing expense is {payment_shock}.", "payment_shock"),
    ]
    return tuple(sentence for sentence in told if sentence is not None)


async def run(case: CaseFile, _context: AgentContext) -> RatioUpdate:
    """Raises ValueError or LookupError where a figure cannot be reckoned; the file then refers."""
    if case.application is None:
        raise ValueError("there is no application to compute ratios for")
    return RatioUpdate(facts=establish_facts(case.application))
