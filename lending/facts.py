"""All that is computed about one application before any rule looks at it. Computed once, read everywhere."""

from dataclasses import dataclass
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
from lending.programs.base import MortgageInsurance
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


@dataclass(frozen=True, slots=True)
class Known:
    """What was reckoned for an application: as far as another one shares its parts, it need not be reckoned again.

    `price_again` False is for a caller that reads no price: the other application's facts then hold this one's.
    """

    application: LoanApplication
    incomes: tuple[QualifiedIncome, ...]
    debts: tuple[CountedDebt, ...]
    insurance: MortgageInsurance
    pricing: Pricing
    price_again: bool = True

    def shares(self, other: LoanApplication, *parts: str) -> bool:
        """Whether `other` asks for the same program on the same days and its `parts` are the very same objects."""
        mine, loan, theirs = self.application, self.application.loan, other.loan
        same_days = (loan.expected_closing_date, loan.first_payment_date) == (
            theirs.expected_closing_date,
            theirs.first_payment_date,
        )
        return mine.program is other.program and same_days and all(getattr(mine, p) is getattr(other, p) for p in parts)


def establish_facts(application: LoanApplication, known: Known | None = None) -> UnderwritingFacts:
    """Raises ValueError with field and remedy where the file lacks what a figure needs, LookupError outside a table.

    `known` saves work where a search changes one thing about an application many times.
    """
    return reckon(application, known)[0]


def reckon(application: LoanApplication, known: Known | None = None) -> tuple[UnderwritingFacts, Known]:
    """The facts, and what another application that shares parts with this one may take over."""
    if known and known.shares(application, "borrowers", "owned_properties", "property"):
        incomes = known.incomes
    else:
        incomes = qualify_income(application)
    earned = monthly_income(incomes)
    if known and incomes is known.incomes and known.shares(application, "debts"):
        debts = known.debts
    else:
        debts = count_debts(application, earned)
    found, counted = incomes, debts
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
    if known and (
        not known.price_again or (insurance == known.insurance and known.shares(application, "loan", "property"))
    ):
        pricing = known.pricing
    else:
        pricing = price(application.loan, insurance, value_basis(application))
    facts = UnderwritingFacts(
        incomes=incomes,
        debts=debts,
        funds=funds,
        ratios=ratios,
        pricing=pricing,
        upfront_charge=insurance.upfront,
        representative_score=representative_score(application),
        score_for_minimum=score_for_minimum(application),
    )
    return facts, Known(application, found, counted, insurance, pricing)
