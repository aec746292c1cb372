"""The true reason for a failure of capacity: where income that was left out would have carried the file, it is why.

Regulation B asks for the reason that really decided (12 CFR 1002.9(b)(2)). A ratio that fails only because income could
not be verified does not fail for too many obligations.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lending.findings import Figure, Finding
from lending.income import Exclusion, QualifiedIncome
from lending.money import HUNDRED, ZERO
from lending.reasons import ReasonCode
from lending.rules import Case

REASONS = {
    Exclusion.NOT_DOCUMENTED: ReasonCode.UNABLE_TO_VERIFY_INCOME,
    Exclusion.NOT_DISTRIBUTED: ReasonCode.UNABLE_TO_VERIFY_INCOME,
    Exclusion.END_UNKNOWN: ReasonCode.UNABLE_TO_VERIFY_INCOME,
    Exclusion.OLD_RETURN: ReasonCode.UNABLE_TO_VERIFY_INCOME,
    Exclusion.EMPLOYER_DID_NOT_CONFIRM: ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT,
    Exclusion.RETURN_UNCONFIRMED: ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT,
    Exclusion.TEMPORARY: ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT,
    Exclusion.YOUNG_BUSINESS: ReasonCode.LENGTH_OF_EMPLOYMENT,
    Exclusion.NOT_BEGUN: ReasonCode.LENGTH_OF_EMPLOYMENT,
    Exclusion.SHORT_VARIABLE_PAY: ReasonCode.LENGTH_OF_EMPLOYMENT,
    **dict.fromkeys(
        (
            Exclusion.ENDED,
            Exclusion.ENDS_SOON,
            Exclusion.SHORT_RECEIPT,
            Exclusion.SOLD,
            Exclusion.ASSETS_NOT_ALLOWED,
        ),
        ReasonCode.INCOME_INSUFFICIENT,
    ),
}
"""What form C-1 calls each reason to leave income out. What has no line there is income that is insufficient."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Income left out for one reason of form C-1. Dollars a month, as it would raise income and lower obligations.

    `gross_up` is the part of it that would not be received.
    """

    reason: ReasonCode
    why: tuple[Exclusion, ...]
    more_income: Decimal
    less_obligations: Decimal
    gross_up: Decimal

    @property
    def received(self) -> Decimal:
        return self.more_income + self.less_obligations - self.gross_up


def _gathered(reason: ReasonCode, items: Iterable[QualifiedIncome]) -> LeftOut:
    found = tuple(items)
    return LeftOut(
        reason=reason,
        why=tuple(sorted({item.excluded for item in found if item.excluded})),
        more_income=sum((max(item.if_counted, ZERO) - max(item.monthly, ZERO) for item in found), ZERO),
        less_obligations=sum((min(item.if_counted, ZERO) - min(item.monthly, ZERO) for item in found), ZERO),
        gross_up=sum((item.gross_up for item in found), ZERO),
    )


def left_out(case: Case) -> tuple[LeftOut, ...]:
    """Each reason by itself, the one with most income first, and all of them together under the first."""
    by_reason: dict[ReasonCode, list[QualifiedIncome]] = {}
    for item in case.facts.incomes:
        if item.excluded in REASONS and item.if_counted > item.monthly:
            by_reason.setdefault(REASONS[item.excluded], []).append(item)
    alone = sorted((_gathered(reason, items) for reason, items in by_reason.items()), key=lambda out: -out.received)
    if len(alone) < 2:  # noqa: PLR2004 - one reason alone is all of them together
        return tuple(alone)
    return (*alone, _gathered(alone[0].reason, (item for items in by_reason.values() for item in items)))


def ratio_with(case: Case, ratio_percent: Decimal, added: LeftOut, *, counts_obligations: bool) -> Decimal:
    """The ratio in percent as it would be if what was left out counted; never below zero."""
    income = case.facts.ratios.qualifying_income
    carried = ratio_percent * income / HUNDRED - (added.less_obligations if counts_obligations else ZERO)
    return max(carried, ZERO) / (income + added.more_income) * HUNDRED


def reason_without_income(case: Case) -> ReasonCode:
    """Why no income is left to repay from."""
    return next((out.reason for out in left_out(case)), ReasonCode.INCOME_INSUFFICIENT)


def for_true_reason(found: Finding, out: LeftOut, shown: Figure, words: str) -> Finding:
    """`found` with the reason for which the income was left out, and `words` that say so with the figure `shown`."""
    return found.model_copy(
        update={
            "statement": f"{found.statement} {words}: {'; '.join(out.why)}.",
            "figures": (*found.figures, shown),
            "reason_code": out.reason,
        }
    )
