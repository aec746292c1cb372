"""How many financed properties the borrowers have, and what the others add to the reserves (Selling Guide B2-2-03)."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.money import ZERO, share
from lending.obligations import OwnedProperty
from lending.property import Occupancy
from lending.tables.financed_properties import OTHER_RESERVES


class FinancedProperties(Frozen):
    """`count` is of all, the subject among them. `others_unpaid` dollars are owed on those that ask for reserves.

    `percent` of that is `reserves`, in dollars and cents; the guide's own examples print whole dollars.
    """

    count: int
    others_unpaid: Decimal
    percent: Decimal
    reserves: Decimal


def _is_financed(owned: OwnedProperty) -> bool:
    return owned.unpaid_balance > 0 and not owned.sold_by_closing


def _only_of_non_occupants(owned: OwnedProperty, application: LoanApplication) -> bool:
    """Whether nobody owes the mortgage but borrowers who will not live in the subject; False where nobody is named."""
    occupants = {borrower.borrower_id for borrower in application.borrowers if borrower.will_occupy}
    return bool(owned.owed_by) and occupants.isdisjoint(owned.owed_by)


def financed_others(application: LoanApplication) -> tuple[OwnedProperty, ...]:
    """The financed properties besides the subject, each once, however many borrowers owe on it or units it has.

    A property that is sold by closing is none. On a HomeReady loan the non-occupant co-borrower's own do not count.
    """
    return tuple(
        owned
        for owned in application.owned_properties
        if _is_financed(owned) and not (application.loan.homeready and _only_of_non_occupants(owned, application))
    )


def count_financed(application: LoanApplication) -> FinancedProperties:
    """Reserves for the others are needed where the subject is a second home or an investment (B3-4.1-01).

    The principal residence counts as a property but asks for no reserves.
    """
    others = financed_others(application)
    count = 1 + len(others)
    unpaid = sum((owned.unpaid_balance for owned in others if owned.occupancy is not Occupancy.PRIMARY), ZERO)
    if application.property.occupancy is Occupancy.PRIMARY or not unpaid:
        return FinancedProperties(count=count, others_unpaid=ZERO, percent=ZERO, reserves=ZERO)
    percent = OTHER_RESERVES.on(application.application_date).value.percent(count)
    return FinancedProperties(count=count, others_unpaid=unpaid, percent=percent, reserves=share(unpaid, percent))
