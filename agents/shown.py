"""What a model is shown of the evidence: every text once, as short as it can be, under an alias.

An alias such as F3 or P2 takes a token or two where a citation key takes twenty, and a key that was not given cannot be
written with one. Answers come back in aliases and are put back into keys here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from agents.grounding import Evidence
from agents.narrative import FIGURE, FINDING, PASSAGE, RATIO, Sentence
from lending.findings import Finding
from retrieval.passage import Passage

_LETTERS = {FINDING: "F", RATIO: "R", FIGURE: "N", PASSAGE: "P"}
_EXCERPT_CHARS, _BRIEF_CHARS = 220, 100
_PIECE = re.compile(r"[^\n]*?(?:[.!?](?=\s)|\n|\Z)")
_WORD = re.compile(r"[A-Za-z]{4,}|\d[\d,.]*\d|\d")


class Aliases:
    """The short names of one question's citation keys, in the order in which they are first cited."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self.of_key: dict[str, str] = {}
        counts: dict[str, int] = {}
        for key in (key for sentence in sentences for key in sentence.cites):
            if key not in self.of_key:
                letter = _LETTERS[f"{key.partition(':')[0]}:"]
                counts[letter] = counts.get(letter, 0) + 1
                self.of_key[key] = f"{letter}{counts[letter]}"
        self._keys = {alias: key for key, alias in self.of_key.items()}

    def short(self, sentence: Sentence) -> list[str]:
        return [self.of_key[key] for key in sentence.cites]

    def keys(self, aliases: Iterable[str]) -> tuple[str, ...]:
        """The keys behind the aliases, each once; an alias that was not given stays, and names nothing."""
        return tuple(dict.fromkeys(self._keys.get(alias, alias) for alias in aliases))

    def in_words(self, text: str) -> str:
        """`text` with the aliases in the place of the keys, for a model that knows no keys."""
        for key in sorted(self.of_key, key=len, reverse=True):
            text = text.replace(key, self.of_key[key])
        return text


def material(
    aliases: Aliases,
    evidence: Evidence,
    said: str = "",
    policy: Mapping[str, str] | None = None,
    *,
    brief: bool = False,
) -> dict[str, str]:
    """A text for every alias. What stands in `said` already is not said again.

    `policy` maps a rule to the passage found for it; of a passage the pieces that its rules' questions are about are
    shown. Grounding holds an answer to the whole passage. `brief` leaves out what no claim needs to be judged by.
    """
    shown = {}
    for key, alias in aliases.of_key.items():
        if key.startswith(FINDING):
            finding = evidence.findings.get(key.removeprefix(FINDING))
            shown[alias] = "" if finding is None else _brief(finding) if brief else _finding(finding, said)
        elif key.startswith(PASSAGE):
            passage = evidence.passages.get(key.removeprefix(PASSAGE))
            shown[alias] = (
                ""
                if passage is None
                else excerpt(passage, _asking(key, evidence, policy or {}), _BRIEF_CHARS if brief else _EXCERPT_CHARS)
            )
        else:
            shown[alias] = evidence.text_of(key) or ""
    return shown


def _asking(key: str, evidence: Evidence, policy: Mapping[str, str]) -> list[Finding]:
    asking = [finding for rule, finding in evidence.findings.items() if policy.get(rule) == key.removeprefix(PASSAGE)]
    return asking or list(evidence.findings.values())


def _brief(finding: Finding) -> str:
    return f"{finding.outcome.value}. {finding.statement} {finding.needs or ''}".rstrip()


def _finding(finding: Finding, said: str) -> str:
    """The outcome always; statement, needs and figures where `said` has not said them."""
    told = said
    parts = [str(finding.outcome.value)]
    for text in (finding.statement, finding.needs or ""):
        if text and text not in told:
            parts.append(text)
            told += text
    parts += [f"{figure.label} {figure.display}" for figure in finding.all_figures() if figure.display not in told]
    return ". ".join(part.rstrip(".") for part in parts)


def excerpt(passage: Passage, asking: Sequence[Finding], room: int = _EXCERPT_CHARS) -> str:
    """The section's heading and the sentences and rows nearest to what is asked, in their order, quoted."""
    wanted = set(_WORD.findall(" ".join(f"{each.question} {each.statement}" for each in asking).casefold()))
    pieces = [match[0].strip() for match in _PIECE.finditer(passage.text) if match[0].strip()]
    score = {place: len(wanted & set(_WORD.findall(piece.casefold()))) for place, piece in enumerate(pieces)}
    kept: list[int] = []
    left = room
    for place in sorted(score, key=lambda each: (-score[each], each)):
        if not kept or (score[place] and len(pieces[place]) <= left):
            kept.append(place)
            left -= len(pieces[place])
    heading = passage.section_path[-1] if passage.section_path else passage.title
    return " / ".join((heading, *(_cut(pieces[place], room) for place in sorted(kept) if pieces[place] != heading)))


def _cut(piece: str, room: int) -> str:
    """The beginning of a piece that is longer than all the room, up to a whole word."""
    return piece if len(piece) <= room else f"{piece[:room].rpartition(' ')[0]} ..."
