"""Principal reasons of an adverse action: each from a finding that failed, the heaviest first, at most four.

12 CFR 1002.9(b)(2): a reason is specific and was really considered. That a score was too low says neither, so a finding
about the score speaks through the bureau's key factors, which it carries as figures named `key_factor_1` and on.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from lending.base import Frozen
from lending.findings import Finding, FindingOutcome, Unit
from lending.reasons import C1_WORDING, HMDA_CODE, HmdaDenialCode, ReasonCode
from lending.report_use import KEY_FACTOR, ReportUse, use_of_report

MAXIMUM_PRINCIPAL_REASONS = 4
"""More than four are unlikely to help the applicant (12 CFR 1002.9(b)(2), official commentary)."""

CANNOT_STAND_ALONE = frozenset({ReasonCode.OTHER_CREDIT_SCORE})
"""Not specific by themselves: 12 CFR 1002.9(b)(2) calls a score that did not qualify insufficient as a statement."""

_LINE_OF_FACTOR: tuple[tuple[ReasonCode, tuple[str, ...]], ...] = (
    (ReasonCode.RECENT_INQUIRIES, ("inquir",)),
    (ReasonCode.BANKRUPTCY, ("bankruptcy",)),
    (ReasonCode.FORECLOSURE_OR_REPOSSESSION, ("foreclos", "repossess")),
    (ReasonCode.DELINQUENT_OBLIGATIONS, ("delinquen", "past due", "not paid as agreed")),
    (ReasonCode.COLLECTION_OR_JUDGMENT, ("public record", "collection", "judgment", "legal item")),
    (
        ReasonCode.LIMITED_CREDIT_EXPERIENCE,
        ("length of time", "too few", "lack of", "too new", "no recent", "insufficient", "most recent account opening"),
    ),
)
"""Words of the bureaus' factors and the line of form C-1 that says the same, the first that fits; no line says how much
of the credit limits is used, so that is "other"."""


class PrincipalReason(Frozen):
    """`text` is the form's wording made specific by the finding that fired.

    `report_use` says what of a credit report it rests on; where that is the score, `text` and `key_factors` are for the
    borrower whose score decided and for nobody else.
    """

    reason_code: ReasonCode
    text: str
    hmda_code: HmdaDenialCode
    rule_id: str
    report_use: ReportUse = ReportUse.NONE
    key_factors: tuple[str, ...] = ()


def key_factors(finding: Finding) -> tuple[str, ...]:
    """What lowered the score, in the bureau's words, the heaviest first."""
    return tuple(
        figure.display for figure in finding.figures if figure.unit is Unit.TEXT and figure.name.startswith(KEY_FACTOR)
    )


def line_of_factor(factor: str) -> ReasonCode:
    """The line of form C-1 that a bureau's key factor stands under."""
    words = factor.lower()
    fits: Callable[[str], bool] = words.__contains__
    lines = (code for code, signs in _LINE_OF_FACTOR if any(map(fits, signs)))
    return next(lines, ReasonCode.OTHER_CREDIT_HISTORY)


def _worded(finding: Finding, code: ReasonCode, more: str = "") -> PrincipalReason:
    return PrincipalReason(
        reason_code=code,
        text=f"{C1_WORDING[code]}: {finding.statement}{more}",
        hmda_code=HMDA_CODE[code],
        rule_id=finding.rule_id,
        report_use=use_of_report(finding),
        key_factors=key_factors(finding),
    )


def _of_score(finding: Finding, taken: Collection[ReasonCode]) -> PrincipalReason:
    """Under the line of the heaviest factor whose line no other finding has; without factors it says only the score."""
    factors = key_factors(finding)
    if not factors:
        return _worded(finding, ReasonCode.OTHER_CREDIT_SCORE)
    lines = (line for line in map(line_of_factor, factors) if line not in taken)
    code = next(lines, ReasonCode.OTHER_CREDIT_HISTORY)
    return _worded(finding, code, f" What lowered it, in the bureau's words: {'; '.join(factors)}.")


_ONE_CAUSE = {"collateral.cltv": "collateral.ltv", "collateral.hcltv": "collateral.ltv"}
"""Ratios that fail together for one cause, a down payment that is too small: one reason tells it."""


def principal_reasons(findings: Iterable[Finding]) -> tuple[PrincipalReason, ...]:
    """At most four, the heaviest first: one for each line of the form, and one for each rule behind an "other"."""
    failed = [(f, f.reason_code) for f in findings if f.outcome is FindingOutcome.FAIL and f.reason_code is not None]
    taken = {code for _, code in failed}
    reasons: dict[str, PrincipalReason] = {}
    for finding, code in sorted(failed, key=lambda pair: (-pair[0].weight, pair[0].rule_id)):
        is_score = code is ReasonCode.OTHER_CREDIT_SCORE
        reason = _of_score(finding, taken) if is_score else _worded(finding, code)
        is_other = reason.reason_code.startswith("other_")
        line = _ONE_CAUSE.get(finding.rule_id, finding.rule_id) if is_other else reason.reason_code.value
        heavier = reasons.setdefault(line, reason)
        if heavier.report_use is ReportUse.NONE and reason.report_use is not ReportUse.NONE:
            reasons[line] = heavier.model_copy(update={"report_use": ReportUse.REPORT})
    return tuple(reasons.values())[:MAXIMUM_PRINCIPAL_REASONS]


def may_be_given(reasons: Sequence[PrincipalReason]) -> bool:
    """Whether a notice with these reasons would state a specific one."""
    return any(reason.reason_code not in CANNOT_STAND_ALONE for reason in reasons)
