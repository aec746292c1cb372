"""A ceiling on what may be spent: the most that a request can cost is set aside before it is sent."""

from decimal import Decimal


class Purse:
    """Dollars of one application, or of one run. `spent` and `reserved` together never pass the ceiling at a reserve.

    Requests in flight cannot overshoot by more than their estimates are wrong.
    """

    def __init__(self, ceiling_usd: Decimal) -> None:
        self.ceiling_usd = ceiling_usd
        self.spent_usd = Decimal(0)
        self.reserved_usd = Decimal(0)

    def has(self, amount_usd: Decimal) -> bool:
        return self.spent_usd + self.reserved_usd + amount_usd <= self.ceiling_usd

    def reserve(self, amount_usd: Decimal) -> None:
        self.reserved_usd += amount_usd

    def settle(self, reserved_usd: Decimal, cost_usd: Decimal) -> None:
        """What was reserved is free again, and what it cost is spent."""
        self.reserved_usd -= reserved_usd
        self.spent_usd += cost_usd
