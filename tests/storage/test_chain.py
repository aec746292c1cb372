"""Whatever is done to a chain is found, and found where it was done. `benchmarks/run_ledger.py` tries thousands."""

from collections.abc import Callable
from random import Random

import pytest

from chain_tampers import HEAD, TAMPERS, WHOLE, Tampered, chain
from storage.chain import EMPTY, Fault, Head, Tamper, first_fault, head_of


def test_a_whole_chain_holds() -> None:
    assert first_fault(WHOLE, [HEAD, head_of(WHOLE[400])]) is None
    assert first_fault([]) is None
    assert first_fault([], [EMPTY]) is None


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
@pytest.mark.parametrize("seed", range(6))
def test_every_tamper_is_found_where_it_was_made(tamper: Callable[[Random], Tampered], seed: int) -> None:
    rng = Random(f"{tamper.__name__} {seed}")
    for _ in range(8):
        entries, fault = tamper(rng)
        assert first_fault(entries, [HEAD]) == fault


def test_a_chain_written_anew_from_an_entry_on_shows_at_the_next_that_is_known() -> None:
    forged = chain(1000, salt="other")
    assert first_fault(forged) is None, "nothing is known from elsewhere"
    assert first_fault(forged, [HEAD]) == Fault(Tamper.ALTERED, 1000)
    assert first_fault(forged, [HEAD, head_of(WHOLE[299])]) == Fault(Tamper.ALTERED, 300)


@pytest.mark.parametrize(
    "heads", [[HEAD, head_of(chain(1000, salt="other")[-1])], [head_of(chain(1000, salt="other")[-1]), HEAD]]
)
def test_a_forged_head_does_not_hide_what_an_anchor_of_the_same_entry_shows(heads: list[Head]) -> None:
    assert first_fault(chain(1000, salt="other"), heads) == Fault(Tamper.ALTERED, 1000)


def test_a_head_that_is_further_on_shows_what_is_gone() -> None:
    assert first_fault(WHOLE[:990], [Head(991, "f" * 64)]) == Fault(Tamper.TRUNCATED, 991)
    assert str(Fault(Tamper.TRUNCATED, 991)) == "entry 991 is truncated"
