"""All that is computed about one application before any rule looks at it. Computed once, read everywhere."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.cash import Funds, depleted_assets, reckon_funds
from lending.charge_accounts import charge_accounts, with_charge_accounts
from lending.contributions import value_basis
from lending.credit import representative_score, score_for_minimum
from lending.debts import CountedDebt, count_debts, deducted_from_income
from lending.income import QualifiedIncome, monthly_income, qualify_income
from lending.income.from_assets import has_long_leave, with_depletion, with_leave_supplement
from lending.money import ZERO
from lending.pricing import Pricing, price
from lending.programs import rules_for
from lending.ratios import Ratios, compute_ratios, loan_to_values
from lending.reserves import required_reserves


class UnderwritingFacts(Frozen):
    """`upfront_charge`: the program's premium or funding fee in dollars. A score is None where a borrower has none."""

    incomes: tuple[QualifiedIncome, ...]
    debts: tuple[CountedDebt, ...]
    funds: Funds
    ratios: Ratios
    pricing: Pricing
    upfront_charge: Decimal
    representative_score: int | None
    score_for_minimum: int | None


def establish_facts(application: LoanApplication) -> UnderwritingFacts:
    """Raises ValueError with field and remedy where the file lacks what a figure needs, LookupError outside a table."""
    incomes = qualify_income(application)
    earned = monthly_income(incomes)
    debts = count_debts(application, earned)
    earned = max(earned - deducted_from_income(application, debts), ZERO)
    funds = reckon_funds(application, earned)
    ltv, cltv, hcltv = loan_to_values(application)
    incomes = with_depletion(application, incomes, funds, max(ltv, cltv, hcltv))
    if depleted := depleted_assets(application, {item.income_id for item in incomes if item.monthly > 0}):
        funds = reckon_funds(application, earned, depleted)
    insurance = rules_for(application).insurance(application, ltv)
    ratios = compute_ratios(application, incomes, debts, insurance, funds)
    charged = sum((debt.balance for debt in charge_accounts(application, debts)), ZERO)
    if charged and funds.left - required_reserves(application, ratios).dollars < charged:
        debts, charged = with_charge_accounts(application, debts), ZERO
        ratios = compute_ratios(application, incomes, debts, insurance, funds)
    if has_long_leave(application):
        spoken_for = required_reserves(application, ratios).dollars + charged
        supplemented = with_leave_supplement(application, incomes, funds, spoken_for)
        incomes, funds = supplemented.incomes, supplemented.funds
        ratios = compute_ratios(application, incomes, debts, insurance, funds)
    return UnderwritingFacts(
        incomes=incomes,
        debts=debts,
        funds=funds,
        ratios=ratios,
        pricing=price(application.loan, insurance, value_basis(application)),
        upfront_charge=insurance.upfront,
        representative_score=representative_score(application),
        score_for_minimum=score_for_minimum(application),
    )
