"""Which masker looks at free text is a setting; a wrong one is refused, and Presidio only adds to ours."""

import logging
from importlib import import_module
from importlib.util import find_spec

import pytest

from llm import masking
from llm.logs import mask_logs
from llm.privacy import MASKER_VARIABLE, MaskerError, _masker, mask, masker_in_use

needs_presidio = pytest.mark.skipif(
    find_spec("presidio_analyzer") is None, reason="needs the extra `privacy`: make extras"
)
IBAN = "GB82WEST12345698765432"


@pytest.mark.parametrize("name", ["", "builtin", " Builtin "])
def test_without_the_setting_ours_is_in_use(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(MASKER_VARIABLE, name)
    assert masker_in_use() is masking.mask


def test_a_masker_that_is_not_known_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MASKER_VARIABLE, "presido")
    with pytest.raises(MaskerError, match=r'no masker "presido"; write presidio, builtin, or leave it out'):
        mask("anything")


@needs_presidio
def test_presidio_finds_more_and_leaves_what_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"[[NAME_1]] pays from IBAN {IBAN} at 192.168.17.4, SSN 219-09-9999, $412.50 on 2026-11-02."
    assert "192.168.17.4" in mask(text)
    monkeypatch.setenv(MASKER_VARIABLE, "presidio")
    safe = mask(text)
    assert safe == "[[NAME_1]] pays from IBAN [ACCOUNT] at [ACCOUNT], SSN [SSN], $412.50 on 2026-11-02."
    assert mask(safe) == safe


@needs_presidio
def test_presidio_may_log_while_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is logged is masked too, and would ask Presidio again, for ever."""
    monkeypatch.setenv(MASKER_VARIABLE, "presidio")
    unmasked, level = logging.getLogRecordFactory(), logging.getLogger().level
    mask_logs()
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        _masker.cache_clear()
        import_module("llm.presidio")._engine.cache_clear()
        assert mask("seen at 192.168.17.4") == "seen at [ACCOUNT]"
    finally:
        logging.getLogger().setLevel(level)
        logging.setLogRecordFactory(unmasked)


@needs_presidio
@pytest.mark.parametrize(
    "text",
    [
        "The LTV is 80.00% and the loan is $280,000.00 over 360 months.",
        "Reserves of 14.2 months; DTI 38.07% (finding:capacity.dti, F12).",
        "passage:credit-policy@2026.1#3.2 says 620 and 45%.",
        "I was between two jobs from May 2025 to July 2025.",
        "",
    ],
)
def test_presidio_leaves_ordinary_figures(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(MASKER_VARIABLE, "presidio")
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("We live at 4120 Old Mill Road, Apt 4B.", "We live at [ADDRESS]."),
        ("Send it to P.O. Box 1190, please", "Send it to [ADDRESS], please"),
        ("12 N 3rd St", "[ADDRESS]"),
        ("loan number GX7741", "loan number [ACCOUNT]"),
        ("it is GX-40018822 there", "it is [ACCOUNT] there"),
    ],
)
def test_streets_and_lettered_accounts_are_masked_without_a_vault(text: str, safe: str) -> None:
    assert mask(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "I worked 12 months in Court Street offices",
        "30 days late, 2 months of Reserves",
        "Section 3.2 of B3-4.3-01, HUD 4000.1, 12 CFR 1002.9(b)(2)",
        "credit-policy@2026.1#3.2",
        "passage:credit-policy@2026.1#3.2",
    ],
)
def test_ordinary_words_with_figures_stay(text: str) -> None:
    assert mask(text) == text
