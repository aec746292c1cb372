"""Nothing that identifies anybody is in what leaves the process, or in what is kept.

`benchmarks/run_privacy.py` holds hundreds of applications to the same scan.
"""

import asyncio

import pytest

from privacy_runs import CONTROLS, Scan, listening, scan
from seeded_identifiers import seeded

PLACES = {
    "dev": set(CONTROLS) - {"bedrock"},
    "production": set(CONTROLS) - {"openai", "ollama"},
}


@pytest.mark.parametrize("profile", PLACES)
def test_no_seeded_identifier_is_anywhere(profile: str) -> None:
    with listening() as written:
        found: Scan = asyncio.run(scan(profile, range(4), written))
    assert {place: finds for place, finds in found.found.items() if finds} == {}
    missing = {place for place in PLACES[profile] if not found.controls.get(place)}
    assert missing <= ({"OpenTelemetry"} if "OpenTelemetry" not in found.octets else set())


def test_seeded_identifiers_are_in_what_is_submitted() -> None:
    """Else the scan would look for what is nowhere."""
    for number in range(4):
        one = seeded(number)
        submitted = one.application.model_dump_json().lower()
        assert sum(value in submitted for value in one.values()) > len(one.values()) // 2
