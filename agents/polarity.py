"""Whether a sentence says the same as the findings that it cites: passed or not, above or below, approved or declined.

Words are compared, not understood. So the test errs towards refusal: a word that judges is allowed where the rule's own
statement has it, or where it agrees with the outcome; "not", "no" and "never" before it turn it round. What the words
cannot show is left to the validator's judge.
"""

import re
from collections.abc import Iterable

from lending.findings import Finding, FindingOutcome

_PLUS = re.compile(
    r"\b(pass(?:es|ed|ing)?|meets?|met|meeting|satisf(?:y|ies|ied|ying|actory)|within|compl(?:y|ies|ied|iant|iance)|"
    r"qualif(?:y|ies|ied)|acceptabl[ey]|adequate(?:ly)?|sufficient(?:ly)?|eligible|resolved|waived?|strong(?:ly)?|"
    r"approv(?:e|ed|es|al|able)|sound|favorabl[ey]|exempt|fine|clear(?:s|ed)?|conform(?:s|ing)?)\b",
    re.IGNORECASE,
)
_MINUS = re.compile(
    r"\b(fail(?:s|ed|ing|ure)?|violat(?:e|es|ed|ion)|breach(?:es|ed)?|insufficient(?:ly)?|inadequate|ineligible|"
    r"unacceptable|short|shortfall|deficien(?:t|cy)|declin(?:e|ed|es)|den(?:y|ied|ies|ial)|reject(?:s|ed|ion)?|"
    r"missing|weak|unmet|unsatisfactory|noncompliant|unsound|excessive|disqualif(?:y|ies|ied))\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(above|over|exceed(?:s|ed|ing)?|(?:more|greater|higher|larger|longer|older) than)\b", re.IGNORECASE
)
_DOWN = re.compile(r"\b(below|beneath|under|(?:less|lower|smaller|shorter|fewer|younger) than)\b", re.IGNORECASE)
_OR_EQUAL = re.compile(r"\bat or (above|below)\b", re.IGNORECASE)
_NOT = re.compile(
    r"(?:\b(?:not|no|never|cannot|without|neither|nor|none|hardly|fail(?:s|ed) to)\b|n['\u2019]t\b)"
    r"[^,;.:]{0,30}$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:limits?|maximum|minimum|cap|threshold|guideline|allowed|required|needed)\b[^\d$]{0,60}$", re.IGNORECASE
)
_OUTCOMES = {
    "approved": re.compile(r"\bapprov\w*", re.IGNORECASE),
    "declined": re.compile(r"\b(?:declin\w*|den(?:y|ies|ied|ial)\b|reject\w*|turned down)", re.IGNORECASE),
    "referred": re.compile(r"\brefer(?:s|red|ral)?\b", re.IGNORECASE),
    "offered": re.compile(r"\b(?:offer(?:s|ed)?|counter-?offer\w*)\b", re.IGNORECASE),
    "incomplete": re.compile(r"\bincomplete\b", re.IGNORECASE),
    "subject to conditions": re.compile(r"\bconditions?\b|\bconditional\w*\b", re.IGNORECASE),
}


def _negated(text: str, start: int) -> bool:
    return bool(_NOT.search(text[:start]))


def _judging(text: str, pattern: re.Pattern[str], *, negated: bool) -> list[str]:
    return [match[0] for match in pattern.finditer(text) if _negated(text, match.start()) is negated]


def polarity_problems(text: str, cited: Iterable[Finding], draft: str = "") -> list[str]:
    """What in `text` speaks against the findings that it cites. `draft` is the standard wording about the same."""
    findings = [finding for finding in cited if finding.outcome is not FindingOutcome.NOT_APPLICABLE]
    good = {finding.outcome is FindingOutcome.PASS for finding in findings}
    if len(good) > 1:
        return ["the sentence mixes findings that passed with findings that did not: give each its own sentence"]
    own = " ".join((draft, *(f"{finding.statement} {finding.needs or ''}" for finding in findings))).casefold()
    against = _against(text, good.pop() if good else None)
    known = f"{findings[0].rule_id} ({findings[0].outcome.value})" if findings else "the draft"
    problems = [f'"{word}" speaks against {known}' for word in against if not _stands(word, own)]
    return problems + (_side(text, findings[0]) if len(findings) == 1 else [])


def _against(text: str, passed: bool | None) -> list[str]:
    """Words that judge, of those that do not agree with the outcome; all of them where no rule gave an outcome."""
    if passed is None:
        return [match[0] for pattern in (_PLUS, _MINUS, _UP, _DOWN) for match in pattern.finditer(text)]
    agreeing, contrary = (_PLUS, _MINUS) if passed else (_MINUS, _PLUS)
    return _judging(text, contrary, negated=False) + _judging(text, agreeing, negated=True)


def _stands(word: str, own: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word.casefold())}\b", own))


def _side(text: str, finding: Finding) -> list[str]:
    """Above and below as the figures stand, and no measure in the place of its limit."""
    if finding.limit is None or not finding.figures:
        return []
    measured, limit = finding.figures[0], finding.limit
    if measured.unit is not limit.unit or type(measured.value) is not type(limit.value):
        return []
    order = (measured.value > limit.value) - (measured.value < limit.value)  # type: ignore[operator]  # of one type
    problems = []
    equal_too = {match.span(1) for match in _OR_EQUAL.finditer(text)}
    own = finding.statement.casefold()
    for pattern, side in ((_UP, 1), (_DOWN, -1)):
        for match in pattern.finditer(text):
            if match[0].casefold() in own:
                continue
            true = order == side or (order == 0 and match.span() in equal_too)
            if true is _negated(text, match.start()):
                problems.append(f'"{match[0]}" speaks against {measured.display} and the limit of {limit.display}')
    place = text.find(measured.display)
    if measured.display != limit.display and place >= 0 and _BOUND.search(text[:place]):
        problems.append(f"{measured.display} is what was measured, not the limit")
    return problems


def _outcomes_in(text: str) -> set[tuple[str, bool]]:
    """(outcome, negated) of every word that names an outcome."""
    return {
        (outcome, _negated(text, match.start()))
        for outcome, pattern in _OUTCOMES.items()
        for match in pattern.finditer(text)
    }


def outcome_problems(text: str, draft: str, opening: str = "") -> list[str]:
    """Outcome words of `text` that `draft` does not have, and those of `opening` that `text` leaves out."""
    said, known = _outcomes_in(text), _outcomes_in(draft)
    problems = [
        f'the draft does not say "{"not " if negated else ""}{outcome}"' for outcome, negated in sorted(said - known)
    ]
    problems += [
        f'the outcome is lost: say "{"not " if negated else ""}{outcome}"'
        for outcome, negated in sorted(_outcomes_in(opening) - said)
    ]
    return problems
