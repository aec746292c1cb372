"""Whether every number and every citation of a sentence is backed by what the sentence cites.

A number in a sentence must be written the same way in something that the sentence itself cites: a figure of a finding,
a ratio, a policy passage. Number words count too, so that a figure cannot hide as "forty-five percent".
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from agents.narrative import FIGURE, FINDING, PASSAGE, RATIO, Defect, Narrative, Sentence
from lending.base import Frozen
from lending.findings import Figure, Finding
from retrieval.passage import Passage

T = TypeVar("T")

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NUMBER = re.compile(r"(?<![\w.])-?(\$)?(\d[\d,]*(?:\.\d+)?)(\s?%|\s?percent\b)?")
_WORDS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|double|"
    r"twice|triple|quarter|third)\b",
    re.IGNORECASE,
)


class Evidence(Frozen):
    """Everything that sentences about one application may cite, by key."""

    findings: Mapping[str, Finding] = {}
    ratios: Mapping[str, Figure] = {}
    figures: Mapping[str, Figure] = {}
    passages: Mapping[str, Passage] = {}

    def only(self, keys: Iterable[str]) -> "Evidence":
        """The part of the evidence that `keys` name."""
        wanted = frozenset(keys)

        def kept(prefix: str, entries: Mapping[str, T]) -> dict[str, T]:
            return {name: entry for name, entry in entries.items() if f"{prefix}{name}" in wanted}

        return Evidence(
            findings=kept(FINDING, self.findings),
            ratios=kept(RATIO, self.ratios),
            figures=kept(FIGURE, self.figures),
            passages=kept(PASSAGE, self.passages),
        )

    def text_of(self, key: str) -> str | None:
        """The words behind a citation key; None where the key names nothing."""
        if key.startswith(FINDING):
            finding = self.findings.get(key.removeprefix(FINDING))
            return None if finding is None else _finding_text(finding)
        if key.startswith(PASSAGE):
            passage = self.passages.get(key.removeprefix(PASSAGE))
            return None if passage is None else "\n".join((*passage.section_path, passage.text))
        if key.startswith(RATIO):
            return _display(self.ratios.get(key.removeprefix(RATIO)))
        if key.startswith(FIGURE):
            return _display(self.figures.get(key.removeprefix(FIGURE)))
        return None


def _display(figure: Figure | None) -> str | None:
    return None if figure is None else f"{figure.label} {figure.display}"


def _finding_text(finding: Finding) -> str:
    figures = (f"{figure.label} {figure.display}" for figure in finding.all_figures())
    source = (finding.citation.source, finding.citation.section)
    return " | ".join((finding.statement, finding.needs or "", *figures, *source))


def numbers_in(text: str) -> frozenset[tuple[str, str]]:
    """(kind, digits) of every number, date and number word; kind is usd, percent, plain, date or word."""
    found = {("date", match[0]) for match in _DATE.finditer(text)}
    for match in _NUMBER.finditer(_DATE.sub(" ", text)):
        dollar, digits, percent = match.groups()
        kind = "usd" if dollar else "percent" if percent else "plain"
        sign = "-" if match[0].startswith("-") else ""
        plain = digits.rstrip(",").replace(",", "")
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        found.add((kind, sign + plain))
    found |= {("word", match[0].lower()) for match in _WORDS.finditer(text)}
    return frozenset(found)


def sentence_problems(sentence: Sentence, evidence: Evidence) -> list[str]:
    """What is wrong with one sentence, in words; empty where nothing is."""
    if not sentence.cites:
        return ["the sentence cites nothing"]
    texts = {key: evidence.text_of(key) for key in sentence.cites}
    problems = [f"{key} is not among what was given to cite" for key, text in texts.items() if text is None]
    backed: set[tuple[str, str]] = set()
    for text in texts.values():
        backed |= numbers_in(text or "")
    problems += [
        f"{digits} ({kind}) does not stand in what the sentence cites"
        for kind, digits in sorted(numbers_in(sentence.text) - backed)
    ]
    return problems


def defects_of(narrative: Narrative, evidence: Evidence) -> tuple[Defect, ...]:
    return tuple(
        Defect(agent=narrative.agent, sentence=sentence.text, problem=problem)
        for sentence in narrative.sentences
        for problem in sentence_problems(sentence, evidence)
    )


def cited_passages(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Passage ids in the order in which they are first cited."""
    keys = (key for sentence in sentences for key in sentence.cites if key.startswith(PASSAGE))
    return tuple(dict.fromkeys(key.removeprefix(PASSAGE) for key in keys))
