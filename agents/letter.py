"""The covering text for the applicant: what was decided and what comes next, in plain words.

It is a draft. What the law prescribes (reasons, notices, disclosures) is code's and stands beside it, never in it.
"""

from agents.case_file import OUTCOME, CaseFile
from agents.narrative import FIGURE, Sentence
from lending.decision import Outcome

PART = "letter"

_DECIDED = {
    Outcome.APPROVE: "Your application for a mortgage loan is approved.",
    Outcome.APPROVE_WITH_CONDITIONS: "Your application for a mortgage loan is approved once its conditions are met.",
    Outcome.COUNTEROFFER: (
        "Your application for a mortgage loan is not approved on the terms that you asked for, but we offer you others."
    ),
    Outcome.REFER: "Your application for a mortgage loan is referred to an underwriter, who reviews it in person.",
    Outcome.DECLINE: "Your application for a mortgage loan is declined.",
    Outcome.INCOMPLETE: "Your application for a mortgage loan is incomplete, so it cannot be decided yet.",
}
_NEXT = {
    Outcome.APPROVE: (
        "The loan disclosures come separately.",
        "Please tell us at once if anything in your file changes.",
    ),
    Outcome.APPROVE_WITH_CONDITIONS: (
        "The list of conditions comes with this letter, and says by when each is due.",
        "Please send us the documents that it names.",
    ),
    Outcome.COUNTEROFFER: (
        "The other terms, and the reasons for this answer, are in the notice that comes with this letter.",
        "Please read the notice and tell us whether you want the loan on these terms.",
    ),
    Outcome.REFER: (
        "There is nothing that you have to do now.",
        "We write to you if we have a question, and again when there is an answer.",
    ),
    Outcome.DECLINE: (
        "The reasons are in the notice that comes with this letter.",
        "It also tells you about your rights.",
    ),
    Outcome.INCOMPLETE: (
        "The notice that comes with this letter lists what we need from you, and by when.",
        "We go on with your application as soon as we have it.",
    ),
}


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    """Two to five sentences on the outcome that the rules gave; none before there is one.

    They rest on the outcome alone, so a figure of a finding in a model's version of them is a defect.
    """
    if case.decision is None:
        return ()
    outcome = case.decision.outcome
    return tuple(Sentence(text=text, cites=(f"{FIGURE}{OUTCOME}",)) for text in (_DECIDED[outcome], *_NEXT[outcome]))
