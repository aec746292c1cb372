"""The cost of credit as the core reckons it, in the words in which the page shows it."""

from graph.result import PipelineResult
from lending.disclosure import ScheduledPayments
from lending.findings import Figure, Unit, figure, show


def cost_of_credit(result: PipelineResult) -> tuple[Figure, ...]:
    """Empty where the file did not reach its ratios."""
    found = result.disclosure
    if found is None:
        return ()
    return (
        figure("apr", "annual percentage rate", found.apr, Unit.RATE),
        figure("finance_charge", "finance charge", found.finance_charge, Unit.USD),
        figure("amount_financed", "amount financed", found.amount_financed, Unit.USD),
        figure("total_of_payments", "total of payments", found.total_of_payments, Unit.USD),
        figure(
            "total_interest_percentage",
            "total interest percentage (TIP)",
            found.total_interest_percentage,
            Unit.RATE,
        ),
    )


def payments_of(result: PipelineResult) -> tuple[tuple[str, str], ...]:
    """Which payments, and what each of them comes to."""
    scheduled = result.disclosure.payments if result.disclosure else ()
    return tuple((_which(payments), show(payments.amount, Unit.USD)) for payments in scheduled)


def _which(payments: ScheduledPayments) -> str:
    last = payments.first + payments.count - 1
    return f"{payments.first} to {last}" if payments.count > 1 else str(payments.first)
