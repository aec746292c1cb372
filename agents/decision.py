"""Decision: the outcome follows from the findings by `lending.decision`; the narrative says why."""

from collections.abc import Iterator

from agents.case_file import MISSING_RESULTS, CaseFile, Update
from agents.context import AgentContext
from agents.narrative import FIGURE, FINDING, Sentence
from agents.wording import about
from lending.core import decided
from lending.decision import Decision, Offer, Outcome
from lending.findings import Finding

NAME = "decision"

_OPENING = {
    Outcome.APPROVE: "The application is approved: every test that applies has passed.",
    Outcome.APPROVE_WITH_CONDITIONS: "The application is approved once its conditions are met.",
    Outcome.COUNTEROFFER: "The application is not approved as asked for, but other terms are offered.",
    Outcome.REFER: "The application is referred to a person.",
    Outcome.DECLINE: "The application is declined.",
    Outcome.INCOMPLETE: "The application is incomplete and cannot be decided yet.",
}
_STRENGTHS = ("capacity.back_end_dti", "credit.minimum_score", "capital.reserves", "collateral.ltv")


class DecisionUpdate(Update):
    decision: Decision


Result = DecisionUpdate


def _led_by(case: CaseFile, decision: Decision) -> list[Finding]:
    """The findings that the outcome rests on; for an approval the four that an underwriter looks at first."""
    wanted = _STRENGTHS if decision.outcome is Outcome.APPROVE else decision.led_by
    by_id = {finding.rule_id: finding for finding in case.all_findings()}
    return [by_id[rule_id] for rule_id in wanted if rule_id in by_id]


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    decision = case.decision
    if decision is None:
        return ()
    leading = _led_by(case, decision)
    failures = case.result_failures()
    rests_on = tuple(f"{FINDING}{finding.rule_id}" for finding in leading) or (f"{FIGURE}{MISSING_RESULTS}",)
    told = [Sentence(text=_OPENING[decision.outcome], cites=rests_on)]
    if failures:
        words = "Results are missing because a part of the pipeline failed; a failure refers and never decides."
        told.append(Sentence(text=words, cites=(f"{FIGURE}{MISSING_RESULTS}",)))
    told += [about(finding, case.policy) for finding in leading]
    told += _factors(case)
    if decision.offer is not None:
        told += _offered(case, decision.offer)
    told += [
        Sentence(text=finding.needs, cites=(f"{FINDING}{finding.rule_id}",)) for finding in leading if finding.needs
    ]
    return tuple(told)


def _factors(case: CaseFile) -> Iterator[Sentence]:
    """Compensating factors that underwriting named; code has proved them, and they lift nothing."""
    for named in case.assessment.factors if case.assessment else ():
        yield Sentence(
            text=f"Underwriting names a compensating factor that the figures prove: {named.factor}.",
            cites=tuple(f"{FINDING}{rule_id}" for rule_id in named.rests_on),
        )


def _offered(case: CaseFile, offer: Offer) -> Iterator[Sentence]:
    """The terms offered, and in what they differ from those asked for; a difference is an amount, a term or a word."""
    shown = case.figures()
    names = ("offer_loan_amount", "offer_term", "offer_ltv", "offer_back_end_dti", "offer_funds_to_close")
    words = (
        "A loan of {offer_loan_amount} over {offer_term} passes every test: its LTV is {offer_ltv}, its back-end DTI "
        "{offer_back_end_dti}, and it takes {offer_funds_to_close} to close."
    )
    text = words.format(**{name: shown[name].display for name in names})
    yield Sentence(text=text, cites=tuple(f"{FIGURE}{name}" for name in names))
    differences = " and ".join(change.text for change in offer.changes)
    yield Sentence(
        text=f"What differs from the loan asked for: {differences}.",
        cites=tuple(f"{FIGURE}{name}" for name in ("offer_loan_amount", "offer_term")),
    )


async def run(case: CaseFile, _context: AgentContext) -> DecisionUpdate:
    return DecisionUpdate(decision=decided(case.application, case.stages(), case.result_failures()))
