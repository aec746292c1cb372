"""Microsoft Presidio behind the masker's port, for what has a form that ours does not know. Needs the extra `privacy`.

It runs without a language model and without the network: a blank English pipeline, and the list of public suffixes
that comes with tldextract. So it finds no names; those are the vault's business. 13 to 18 ms a text.
"""

import re
from functools import lru_cache

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from llm.spellings import TOKEN

_LABELS = {
    "US_SSN": "SSN",
    "US_ITIN": "SSN",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "ACCOUNT",
    "US_BANK_NUMBER": "ACCOUNT",
    "CRYPTO": "ACCOUNT",
    "US_PASSPORT": "ACCOUNT",
    "US_DRIVER_LICENSE": "ACCOUNT",
    "MEDICAL_LICENSE": "ACCOUNT",
    "IP_ADDRESS": "ACCOUNT",
}
_SURE_ENOUGH = 0.4
"""Below it lie bare runs of digits, which are figures here more often than passports or bank accounts."""

_KEPT = re.compile(rf"({TOKEN.pattern}|\[[A-Z]+\])")


class _BlankEnglish(SpacyNlpEngine):
    """spaCy's tokens and lemmas of nothing: no model is loaded, and none is downloaded."""

    def load(self) -> None:
        self.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]  # the base class says None, and reads a dict


@lru_cache(maxsize=1)
def _engine() -> AnalyzerEngine:
    # the default one asks the network for the newest list of suffixes
    shipped = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    setattr(tldextract, "extract", shipped)  # noqa: B010 - a callable in a function's place, which no type allows
    engine = _BlankEnglish(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.load()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])


def presidio_mask(text: str) -> str:
    """`text` with what Presidio is sure enough of behind our labels; tokens and labels stay as they are."""
    pieces = _KEPT.split(text)
    pieces[::2] = [_masked(piece) if len(piece.strip()) > 3 else piece for piece in pieces[::2]]  # noqa: PLR2004
    return "".join(pieces)


def _masked(text: str) -> str:
    found = _engine().analyze(text, language="en", entities=list(_LABELS), score_threshold=_SURE_ENOUGH)
    end = len(text)
    for one in sorted(found, key=lambda result: (-result.end, result.start)):
        if one.end <= end:  # the widest of those that overlap
            text = f"{text[: one.start]}[{_LABELS[one.entity_type]}]{text[one.end :]}"
            end = one.start
    return text
