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
    """`agent` names the part of the file: an agent, or `letter`, which the decision agent writes too.

    `model` says which model wrote it, as provider/model; None where the template did.
    """

    agent: str
    sentences: tuple[Sentence, ...]
    written_by: Literal["template", "model"]
    model: str | None = None

    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class Defect(Frozen):
    """Why a narrative cannot stand. `agent` is the narrative's, `problem` in words that a model or a person can act on.

    `sentence` is empty where the narrative as a whole is at fault.
    """

    agent: str
    sentence: str
    problem: str


class AgentError(Frozen):
    """What went wrong in an agent's part.

    `wording`: the template stands in and the decision is unaffected. `result`: a result is missing, so the file refers.
    `call`: one call to a model gave nothing usable; whether another made up for it, the other two kinds say.
    """

    agent: str
    kind: Literal["wording", "result", "call"]
    message: str
