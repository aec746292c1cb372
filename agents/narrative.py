"""What agents write: sentences that each name what they rest on."""

from typing import Literal

from lending.base import Frozen

FINDING, RATIO, FIGURE, PASSAGE = "finding:", "ratio:", "figure:", "passage:"
"""The four kinds of citation keys: a rule's finding, a ratio, an agent's own figure, a policy passage."""


class Sentence(Frozen):
    """One sentence and the keys of everything that it rests on; a sentence that rests on nothing is a defect."""

    text: str
    cites: tuple[str, ...]


class Narrative(Frozen):
    agent: str
    sentences: tuple[Sentence, ...]
    written_by: Literal["template", "model"]

    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class Defect(Frozen):
    """Why a narrative cannot stand. `problem` is in words that a model or a person can act on."""

    agent: str
    sentence: str
    problem: str


class AgentError(Frozen):
    """`wording`: the template stands in and the decision is unaffected. `result`: a result is missing, so it refers."""

    agent: str
    kind: Literal["wording", "result"]
    message: str
