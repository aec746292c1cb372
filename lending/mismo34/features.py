"""LOAN / ADJUSTMENT, INTEREST_ONLY, MATURITY and the like: what makes a loan no plain one.

Each stands behind an indicator; a value that its indicator promises may not be absent.
"""

from lending.mismo34 import points
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, flag, translated
from lending.refused import Refused

RATE_RULES = "ADJUSTMENT/INTEREST_RATE_ADJUSTMENT"
LIFETIME = f"{RATE_RULES}/INTEREST_RATE_LIFETIME_ADJUSTMENT_RULE"
CHANGES = f"{RATE_RULES}/INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULES/INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE"
PENALTY_RULES = "PREPAYMENT_PENALTY/PREPAYMENT_PENALTY_PER_CHANGE_RULES/PREPAYMENT_PENALTY_PER_CHANGE_RULE"
PENALTY_MONTHS = "PREPAYMENT_PENALTY/PREPAYMENT_PENALTY_LIFETIME_RULE/PrepaymentPenaltyExpirationMonthsCount"


def _promised(loan: Container, indicator: str, leaf: Sourced) -> Sourced:
    """A value that may not be absent where its indicator says that there is one."""
    said = loan.leaf(indicator)
    if said.is_doubtful:
        return flag(said)
    if said.is_yes and leaf.value is None:
        name = indicator.rpartition("/")[2]
        return Sourced(Refused(f"is missing although {name} is true", f"Add {leaf.place}."), leaf.place)
    return leaf


def interest_only(loan: Container) -> Sourced:
    return _promised(loan, "LOAN_DETAIL/InterestOnlyIndicator", loan.leaf("INTEREST_ONLY/InterestOnlyTermMonthsCount"))


def balloon(loan: Container, maturity: Sourced) -> Sourced | None:
    """The month in which a balloon falls due: the maturity, which of a loan without one is its term."""
    said = loan.leaf("LOAN_DETAIL/BalloonIndicator")
    return _promised(loan, "LOAN_DETAIL/BalloonIndicator", maturity) if said.is_yes or said.is_doubtful else None


def arm(loan: Container) -> object:
    kind = loan.leaf("AMORTIZATION/AMORTIZATION_RULE/AmortizationType")
    if kind.value is None:
        return Sourced(
            Refused("cannot be known without AmortizationType", "Add it: Fixed or AdjustableRate."), kind.place
        )
    if kind.text != "AdjustableRate":
        refused = translated(kind, {"Fixed": None, "AdjustableRate": None})
        return refused if refused.value is not None else None
    lifetime, terms = loan.one(LIFETIME), loan.one("TERMS_OF_LOAN")
    changes = {one.leaf("AdjustmentRuleType").text: one for one in loan.all(CHANGES)}
    nothing = loan.one(CHANGES)
    first = changes.get("First", nothing)
    later = changes.get("Subsequent", changes.get("First", nothing))
    return {
        "initial_fixed_months": loan.leaf("LOAN_DETAIL/InitialFixedPeriodEffectiveMonthsCount")
        | lifetime.leaf("FirstRateChangeMonthsCount"),
        "index_percent": terms.leaf("DisclosedIndexRatePercent"),
        "margin_percent": lifetime.leaf("MarginRatePercent") | terms.leaf("DisclosedMarginRatePercent"),
        "first_cap_points": first.leaf("PerChangeMaximumIncreaseRatePercent"),
        "periodic_cap_points": later.leaf("PerChangeMaximumIncreaseRatePercent"),
        "lifetime_cap_points": lifetime.leaf("MaximumIncreaseRatePercent"),
        "adjustment_months": later.leaf("PerChangeRateAdjustmentFrequencyMonthsCount"),
    }


def negative_amortization(loan: Container) -> dict[str, Sourced] | None:
    rule = loan.one("NEGATIVE_AMORTIZATION/NEGATIVE_AMORTIZATION_RULE")
    return rule.points(points.NEGATIVE_AMORTIZATION_RULE) if rule.exists else None


def prepayment_penalty(loan: Container) -> object:
    said = loan.leaf("LOAN_DETAIL/PrepaymentPenaltyIndicator")
    if said.is_doubtful:
        return flag(said)
    if not said.is_yes:
        return None
    stated = [rule.leaf("PrepaymentPenaltyPercent") for rule in loan.all(PENALTY_RULES)]
    shares = [share for share in stated if share.value is not None]
    unreadable = next((share for share in shares if share.amount is None), None)
    highest = max(shares, key=lambda share: share.amount or 0, default=None)
    return {
        "months": loan.leaf(PENALTY_MONTHS),
        "max_percent_of_prepaid": unreadable or highest or loan.leaf(f"{PENALTY_RULES}/PrepaymentPenaltyPercent"),
    }
