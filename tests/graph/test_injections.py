"""An instruction hidden in what somebody wrote changes nothing, even where every model obeys it.

`benchmarks/run_injections.py` tries every attack in every carrier.
"""

import asyncio
import json
from collections.abc import Iterator
from itertools import cycle
from random import Random
from typing import Any

import pytest

from adversary_runs import without_what_if
from gullible import gullible, orders_in
from hostile_models import honest
from hostile_pipeline import in_process, in_process_routes, pipeline_over
from injection_runs import BASES, CARRIERS, POLICY, Attempt, Verdict, tried
from injections import ATTACKS, FAMILIES, WANTED_CONDITION, WANTED_FIGURE, WANTED_KEY, Attack
from provider_stubs import Asked

_TEXT: dict[str, Any] = {"type": "string"}
_KEYS = {"type": "array", "items": _TEXT}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


SCHEMA = _object(
    sentences={"type": "array", "items": _object(text=_TEXT, cites=_KEYS)},
    conditions={"type": "array", "items": _object(condition_id=_TEXT)},
    review={"anyOf": [_object(asked={"type": "boolean"}), {"type": "null"}]},
    supported={"type": "boolean"},
)
DRAFT = [{"text": "The application is declined: the LTV is 99.00%.", "cites": ["ratio:ltv"]}]


def shown(*texts: str) -> Asked:
    """A prompt without any protection: the texts stand beside the draft."""
    return Asked(SCHEMA, "", json.dumps({"material": [{"key": "ratio:ltv", "text": each} for each in texts],
                                         "draft": DRAFT}))  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{ATTACKS.index(attack)}")
def test_an_unprotected_model_obeys(attack: Attack) -> None:
    asked = shown(attack.text, attack.second)
    said = gullible(asked, Random(0)).text
    answer = json.loads(said)
    done = {
        "approve": "approved" in said and "declined" not in said,
        "drop": "No condition remains" in said,
        "figure": WANTED_FIGURE in said,
        "cite": answer["sentences"][0]["cites"] == [WANTED_KEY],
        "condition": answer["conditions"] == [{"condition_id": WANTED_CONDITION}],
        "supported": answer["supported"],
        "unsupported": not answer["supported"],
        "review": answer["review"] == {"asked": True},
    }
    assert orders_in(asked.user) == attack.goals
    assert all(done[goal] for goal in attack.goals)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{ATTACKS.index(attack)}")
def test_an_attack_reads_as_an_order_in_an_identifier_too(attack: Attack) -> None:
    assert orders_in(shown(attack.slug).user) == attack.goals


def test_without_an_instruction_the_model_is_honest() -> None:
    asked = shown("Loan-to-value 99.00%", "I approve of this neighbourhood. The conditions of the house are good.")
    assert gullible(asked, Random(0)) == honest(asked, Random(0))


def _chosen() -> Iterator[Attempt]:
    """Every attack once, every carrier several times, the policies with every other family."""
    carried = list(zip(CARRIERS, cycle(BASES), strict=False))
    for attack, (carrier, base) in zip(ATTACKS, cycle(carried), strict=False):
        yield Attempt(base, carrier, attack)
    for family in FAMILIES[::2]:
        yield Attempt("with conditions", POLICY, next(each for each in ATTACKS if each.family == family))


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    async def run() -> list[Verdict]:
        async with pipeline_over(in_process_routes()) as pipeline:
            return await tried(pipeline, _chosen())

    with in_process(gullible), without_what_if():
        return asyncio.run(run())


def test_no_instruction_changes_anything(verdicts: list[Verdict]) -> None:
    assert len(verdicts) == len(ATTACKS) + len(FAMILIES[::2])
    assert [verdict for verdict in verdicts if verdict.changes] == []


def test_no_narrative_says_what_was_demanded(verdicts: list[Verdict]) -> None:
    assert [(verdict.attempt, verdict.said) for verdict in verdicts if verdict.said] == []


def test_models_were_shown_instructions_and_obeyed(verdicts: list[Verdict]) -> None:
    """Else the test above would prove nothing."""
    assert sum(bool(verdict.orders) for verdict in verdicts) >= len(FAMILIES)
