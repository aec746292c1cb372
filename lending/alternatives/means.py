"""Levers of the borrowers' means: debts, savings and income."""

from datetime import date

from lending.alternatives.steps import Step, Steps, listed, percent_up, steps_of
from lending.application import LoanApplication
from lending.decision import Lever
from lending.facts import UnderwritingFacts
from lending.findings import Unit, figure
from lending.income_items import FixedIncome, FixedIncomeKind
from lending.money import share
from lending.obligations import Asset, AssetKind, Debt, DebtKind
from lending.payments import MONTHS_A_YEAR
from lending.programs import rules_for
from lending.tables.alternatives import GRID

_PAYABLE = frozenset(
    {
        DebtKind.INSTALLMENT,
        DebtKind.REVOLVING,
        DebtKind.STUDENT_LOAN,
        DebtKind.CHARGE_ACCOUNT,
        DebtKind.COLLECTION,
        DebtKind.CHARGE_OFF,
        DebtKind.JUDGMENT,
        DebtKind.TAX_LIEN,
    }
)
_ADDED = "what-if"
"""Identifier of an entry that stands in a changed application only; a letter is added while it is taken."""
_MOST_DEBTS = 8


def _free(taken: set[str]) -> str:
    name = _ADDED
    while name in taken:
        name += "x"
    return name


def _paid_off(application: LoanApplication, debt_id: str) -> LoanApplication:
    debts = tuple(
        debt.model_copy(update={"to_be_paid_at_closing": True}) if debt.debt_id == debt_id else debt
        for debt in application.debts
    )
    return application.model_copy(update={"debts": debts})


def debt_paid_off(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """Each debt that a payment at closing would end, the smallest balance first; the cash for it is needed too."""
    counted = {debt.debt_id: debt.monthly for debt in facts.debts}

    def paid(debt: Debt) -> Step:
        shown = figure("debt_paid_off", "debt paid off at closing", debt.balance, Unit.USD)
        return Step(
            Lever.DEBT_PAID_OFF,
            f"debt {debt.debt_id} of {shown.display} paid off at closing",
            (shown,),
            percent_up(debt.balance, application.loan.amount),
            lambda given: _paid_off(given, debt.debt_id),
        )

    payable = [
        debt
        for debt in application.debts
        if debt.kind in _PAYABLE and debt.balance > 0 and not debt.to_be_paid_at_closing
    ]
    heaviest = sorted(payable, key=lambda debt: (-counted[debt.debt_id], debt.balance, debt.debt_id))[:_MOST_DEBTS]
    return listed([paid(debt) for debt in heaviest])


def reserves_added(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """Verified savings on top of what the file shows."""
    del facts
    grid = GRID.on(application.application_date).value
    step, loan = grid.reserves_step_dollars, application.loan.amount
    asset_id = _free({asset.asset_id for asset in application.assets})

    def at(number: int) -> Step:
        amount = (number + 1) * step
        shown = figure("reserves_added", "verified savings added", amount, Unit.USD)
        asset = Asset(asset_id=asset_id, kind=AssetKind.SAVINGS, institution="any", balance=amount)
        return Step(
            Lever.RESERVES_ADDED,
            f"verified savings of {shown.display} more",
            (shown,),
            percent_up(amount, loan),
            lambda given: given.model_copy(update={"assets": (*given.assets, asset)}),
        )

    return steps_of(int(share(loan, grid.reserves_reach_percent) / step) + 1, at)


def _with_income(application: LoanApplication, income: FixedIncome) -> LoanApplication:
    first, *others = application.borrowers
    changes: dict[str, object] = {
        "borrowers": (first.model_copy(update={"incomes": (*first.incomes, income)}), *others)
    }
    household = application.household
    if household is not None and household.adjusted_annual_income is not None:
        yearly = household.adjusted_annual_income + income.monthly_amount * MONTHS_A_YEAR
        changes["household"] = household.model_copy(update={"adjusted_annual_income": yearly})
    return application.model_copy(update=changes)


def co_borrower_income(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """Documented income of one more borrower, whose credit, debts and savings change nothing else in the file.

    Nothing where residual income decides: another borrower changes the family, the taxes and the guaranty as well.
    """
    if rules_for(application).residual_income_required:
        return listed([])
    grid = GRID.on(application.application_date).value
    step, present = grid.income_step_dollars, facts.ratios.qualifying_income
    income_id = _free({item.income_id for borrower in application.borrowers for item in borrower.incomes})
    most = max(present, grid.income_reach_at_least_dollars)

    def at(number: int) -> Step:
        amount = (number + 1) * step
        shown = figure("income_added", "co-borrower's income a month", amount, Unit.USD)
        income = FixedIncome(
            income_id=income_id,
            source=FixedIncomeKind.OTHER,
            monthly_amount=amount,
            ends_on=date.max.replace(year=2100),
        )
        return Step(
            Lever.CO_BORROWER_INCOME,
            f"a co-borrower with documented income of {shown.display} a month",
            (shown,),
            percent_up(amount, most),
            lambda given: _with_income(given, income),
        )

    return steps_of(int(most / step), at)
