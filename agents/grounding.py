"""Whether every number and every citation of a sentence is backed by what the sentence cites.

A number in a sentence must be written the same way in something that the sentence itself cites: a figure of a finding,
a ratio, a policy passage. Number words count too, so that a figure cannot hide as "forty-five percent". What a model
wrote is held to more: `model_defects`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from agents.figures import disguised, numbers_in, unit_problems
from agents.narrative import FIGURE, FINDING, PASSAGE, RATIO, Defect, Narrative, Sentence
from agents.polarity import outcome_problems, polarity_problems
from agents.unwanted import unwanted_in
from lending.base import Frozen
from lending.findings import Figure, Finding
from retrieval.passage import Passage

T = TypeVar("T")


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


def sentence_problems(sentence: Sentence, evidence: Evidence) -> list[str]:
    """Citations and figures of one sentence that nothing backs, in words; empty where all are backed."""
    if not sentence.cites:
        return ["the sentence cites nothing"]
    texts = {key: evidence.text_of(key) for key in sentence.cites}
    problems = [f"{key} is not among what was given to cite" for key, text in texts.items() if text is None]
    backing = "\n".join(text for text in texts.values() if text)
    problems += [
        f"{digits} ({kind}) does not stand in what the sentence cites"
        for kind, digits in sorted(numbers_in(sentence.text) - numbers_in(backing))
    ]
    return problems


def defects_of(narrative: Narrative, evidence: Evidence) -> tuple[Defect, ...]:
    """Citations and figures that nothing backs: what any narrative is held to, whoever wrote it."""
    return tuple(
        Defect(agent=narrative.agent, sentence=sentence.text, problem=problem)
        for sentence in narrative.sentences
        for problem in sentence_problems(sentence, evidence)
    )


def model_defects(narrative: Narrative, evidence: Evidence, draft: Sequence[Sentence]) -> tuple[Defect, ...]:
    """Why a model's narrative cannot stand in the place of `draft`, the standard wording of the same facts.

    Beside its citations and figures: it cites all that the draft cites and nothing else, its figures are not disguised,
    it judges as the findings do, it names the draft's outcome, and it holds nothing that no narrative may hold.
    """
    found = list(defects_of(narrative, evidence))
    for sentence in narrative.sentences:
        found += [
            Defect(agent=narrative.agent, sentence=sentence.text, problem=problem)
            for problem in _strict_problems(sentence, evidence, draft)
        ]
    wanted = list(dict.fromkeys(key for sentence in draft for key in sentence.cites))
    cited = {key for sentence in narrative.sentences for key in sentence.cites}
    whole = [f"no sentence cites {key}" for key in wanted if key not in cited]
    whole += [f"{key} is not cited by the draft" for key in sorted(cited - set(wanted)) if evidence.text_of(key)]
    written = _pairs(narrative.sentences)
    whole += [
        f"no sentence cites {own} and {policy} together"
        for own, policy in _pairs(draft)
        if (own, policy) not in written and {own, policy} <= cited
    ]
    whole += outcome_problems(
        narrative.text(), " ".join(sentence.text for sentence in draft), draft[0].text if draft else ""
    )
    return (*found, *(Defect(agent=narrative.agent, sentence="", problem=problem) for problem in whole))


def _strict_problems(sentence: Sentence, evidence: Evidence, draft: Sequence[Sentence]) -> list[str]:
    """What `defects_of` leaves open. Policy is cited, but lends no figures and no words that judge."""
    own = {key for key in sentence.cites if not key.startswith(PASSAGE)}
    like = [each for each in draft if own & set(each.cites)]
    said = " ".join(each.text for each in like)
    computed = "\n".join((said, *(evidence.text_of(key) or "" for key in own)))
    backing = "\n".join((said, *(evidence.text_of(key) or "" for key in sentence.cites)))
    if not own:
        return ["the sentence rests on policy alone: cite the finding that it speaks of as well"]
    unmeasured = numbers_in(sentence.text) - numbers_in(computed)
    return [
        *(f"{digits} ({kind}) is no figure of this file" for kind, digits in sorted(unmeasured)),
        *disguised(sentence.text, backing),
        *unit_problems(sentence.text, backing),
        *unwanted_in(sentence.text, computed),
        *polarity_problems(sentence.text, evidence.only(own).findings.values(), said),
        *_unpaired(sentence, like),
    ]


def _unpaired(sentence: Sentence, like: Sequence[Sentence]) -> list[str]:
    """Passages that the draft cites, but not for what this sentence is about."""
    wanted = {key for each in like for key in each.cites}
    return [
        f"the sentence cites {key}, which the draft does not cite for this"
        for key in sentence.cites
        if key.startswith(PASSAGE) and key not in wanted
    ]


def _pairs(sentences: Sequence[Sentence]) -> dict[tuple[str, str], None]:
    """(what it is about, passage) of every sentence that cites policy."""
    return {
        (own, policy): None
        for sentence in sentences
        for own in sentence.cites
        for policy in sentence.cites
        if policy.startswith(PASSAGE) and not own.startswith(PASSAGE)
    }


def cited_passages(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Passage ids in the order in which they are first cited."""
    keys = (key for sentence in sentences for key in sentence.cites if key.startswith(PASSAGE))
    return tuple(dict.fromkeys(key.removeprefix(PASSAGE) for key in keys))
