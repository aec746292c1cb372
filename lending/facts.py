"""All that is computed about one application before any rule looks at it. Computed once, read everywhere."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.cash import Funds, reckon_funds
from lending.credit import representative_score, score_for_minimum
from lending.debts import CountedDebt, count_debts
from lending.income import QualifiedIncome, qualify_income
from lending.money import ZERO
from lending.pricing import Pricing, price
from lending.programs import rules_for
from lending.ratios import Ratios, compute_ratios, loan_to_values, value_basis


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
    debts = count_debts(application)
    monthly_income = sum((item.monthly for item in incomes if item.monthly > 0), ZERO)
    funds = reckon_funds(application, monthly_income)
    ltv, _, _ = loan_to_values(application)
    insurance = rules_for(application).insurance(application, ltv)
    return UnderwritingFacts(
        incomes=incomes,
        debts=debts,
        funds=funds,
        ratios=compute_ratios(application, incomes, debts, insurance, funds),
        pricing=price(application.loan, insurance, value_basis(application)),
        upfront_charge=insurance.upfront,
        representative_score=representative_score(application),
        score_for_minimum=score_for_minimum(application),
    )
