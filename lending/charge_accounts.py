"""Accounts whose whole balance is due every month (Selling Guide B3-6-05, open 30-day charge accounts).

They are no debt while verified funds beyond closing and reserves cover all their balances. Otherwise each counts with a
share of its balance (lender's capacity policy 3.2). Reserves may depend on the back-end ratio and the ratio on these
accounts; the question is therefore put once, to the ratio without them, and the answer is never looked at again.
"""

from lending.application import LoanApplication
from lending.debts import COVERED, NOT_COVERED, CountedDebt, share_of_balance
from lending.obligations import Debt


def charge_accounts(application: LoanApplication, debts: tuple[CountedDebt, ...]) -> tuple[Debt, ...]:
    """Those that owe a balance and are left out for no reason of their own, whether or not funds cover them."""
    open_ones = {counted.debt_id for counted in debts if counted.why in (COVERED, NOT_COVERED)}
    return tuple(debt for debt in application.debts if debt.debt_id in open_ones and debt.balance > 0)


def with_charge_accounts(application: LoanApplication, debts: tuple[CountedDebt, ...]) -> tuple[CountedDebt, ...]:
    """The debts with a share of the balance of every charge account, because no funds cover them."""
    shares = {debt.debt_id: share_of_balance(debt, application) for debt in charge_accounts(application, debts)}
    return tuple(
        counted.model_copy(update={"monthly": shares[counted.debt_id], "why": NOT_COVERED, "left_out": False})
        if counted.debt_id in shares
        else counted
        for counted in debts
    )
