"""Random applications: `APPLICATIONS` of every kind, `SOUND` ones of which many are approved.

Each is a mapping of changes to the clean application of `builders`; `drawn` makes the application of one.
"""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from builders import REMOVED, application, asset, borrower, debt
from lending.application import LoanApplication
from lending.borrower import DerogatoryKind
from lending.income_items import PayFrequency
from lending.loan import FeeKind
from lending.obligations import AssetKind, DebtKind
from lending.property import ConditionRating, PropertyType
from lending.tables.states import STATES

Changes = dict[str, Any]


def dollars(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least * 100, most * 100).map(lambda cents: str(Decimal(cents) / 100))


def rates(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least * 1000, most * 1000).map(lambda thousandths: str(Decimal(thousandths) / 1000))


def days(first: int, last: int) -> st.SearchStrategy[str]:
    return st.builds("{}-{:02}-{:02}".format, st.integers(first, last), st.integers(1, 12), st.integers(1, 28))


DEBTS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(DebtKind), "balance": dollars(0, 60_000)},
        optional={
            "monthly_payment": st.none() | dollars(0, 900),
            "months_remaining": st.integers(0, 60),
            "past_due_amount": dollars(0, 300),
            "to_be_paid_at_closing": st.booleans(),
            "disputed": st.booleans(),
            "medical": st.booleans(),
        },
    ),
    max_size=3,
).map(lambda debts: [debt(f"D{number}", **changes) for number, changes in enumerate(debts)])

ASSETS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(AssetKind), "balance": dollars(0, 300_000)},
        optional={
            "verified": st.booleans(),
            "deposits": st.lists(st.fixed_dictionaries({"amount": dollars(1, 9_000)}), max_size=2),
        },
    ),
    max_size=3,
).map(lambda assets: [asset(f"S{number}", **changes) for number, changes in enumerate(assets)])

EMPLOYMENT = st.fixed_dictionaries(
    {
        "kind": st.just("employment"),
        "employer": st.just("Example Works"),
        "started_on": days(2010, 2025),
        "pay": dollars(1_500, 20_000),
        "frequency": st.just(PayFrequency.MONTHLY),
    },
    optional={
        "variable": st.lists(
            st.fixed_dictionaries(
                {"kind": st.sampled_from(["overtime", "bonus"]), "last_year_total": dollars(0, 30_000)},
                optional={"prior_year_total": dollars(0, 30_000)},
            ),
            max_size=2,
        ),
        "documented": st.booleans(),
    },
)
BUSINESS = st.fixed_dictionaries(
    {
        "kind": st.just("self_employment"),
        "business": st.just("Example Design"),
        "started_on": days(2015, 2025),
        "ownership_percent": st.just("100"),
        "years": st.lists(st.integers(-20_000, 200_000), min_size=1, max_size=3).map(
            lambda nets: [{"year": 2025 - back, "net_income": str(net)} for back, net in enumerate(nets)]
        ),
    }
)
RENTAL = st.fixed_dictionaries(
    {"kind": st.just("rental"), "monthly_gross_rent": dollars(0, 5_000), "monthly_pitia": dollars(0, 3_000)},
    optional={"documented": st.booleans()},
)
FIXED = st.fixed_dictionaries(
    {
        "kind": st.just("fixed"),
        "source": st.sampled_from(["social_security", "pension", "va_benefits", "child_support"]),
        "monthly_amount": dollars(100, 6_000),
    },
    optional={"nontaxable": st.booleans(), "ends_on": days(2026, 2031)},
)
INCOMES = st.lists(EMPLOYMENT | BUSINESS | RENTAL | FIXED, min_size=1, max_size=3).map(
    lambda items: [{**item, "income_id": f"I{number}"} for number, item in enumerate(items)]
)
SCORES = st.lists(st.integers(480, 830), max_size=3).map(
    lambda scores: [
        {"bureau": bureau, "score": score}
        for bureau, score in zip(("equifax", "experian", "transunion"), scores, strict=False)
    ]
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(DerogatoryKind), "completed_on": days(2015, 2025)},
        optional={"extenuating_circumstances_documented": st.booleans()},
    ),
    max_size=2,
)
ARM = st.fixed_dictionaries(
    {
        "initial_fixed_months": st.sampled_from([12, 36, 60, 84]),
        "index_percent": rates(2, 6),
        "margin_percent": rates(1, 3),
        "first_cap_points": rates(0, 5),
        "periodic_cap_points": rates(0, 2),
        "lifetime_cap_points": rates(0, 6),
    }
)
FEES = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("Fee"), "kind": st.sampled_from(FeeKind), "amount": dollars(0, 4_000)},
        optional={"financed": st.booleans(), "paid_by_borrower": st.booleans()},
    ),
    max_size=4,
)


def _consistent(changes: Changes) -> Changes:
    """A refinance has a payoff in place of a price."""
    if changes["loan.purpose"] == "purchase":
        return changes
    payoff = changes.pop("loan.purchase_price")
    return {**changes, "loan.purchase_price": REMOVED, "loan.payoff_amount": payoff}


APPLICATIONS: st.SearchStrategy[Changes] = st.fixed_dictionaries(
    {
        "program": st.sampled_from(["conventional", "conventional", "fha", "va"]),
        "underwriting_method": st.sampled_from(["automated", "manual"]),
        "loan.purpose": st.sampled_from(["purchase", "purchase", "rate_term_refinance", "cash_out_refinance"]),
        "loan.amount": dollars(60_000, 900_000),
        "loan.purchase_price": dollars(200_000, 900_000),
        "loan.note_rate_percent": rates(4, 9),
        "property.appraisal.value": dollars(200_000, 1_200_000),
        "loan.mortgage_insurance_annual_percent": rates(0, 1),
        "borrowers.0.incomes.0.pay": dollars(3_000, 40_000),
        "borrowers.0.veteran": st.just({"certificate_of_eligibility": True}),
        "monthly_income_taxes": dollars(300, 5_000),
        "property.living_area_square_feet": st.none() | st.integers(600, 4_000),
    },
    optional={
        "property.occupancy": st.sampled_from(["primary", "second_home", "investment"]),
        "property.units": st.integers(1, 4),
        "property.state": st.sampled_from(sorted(STATES)),
        "property.property_type": st.sampled_from(PropertyType),
        "property.appraisal.condition": st.sampled_from(ConditionRating),
        "property.expected_monthly_rent": dollars(500, 6_000),
        "property.monthly_taxes": dollars(0, 1_500),
        "loan.term_months": st.sampled_from([120, 180, 240, 360, 480]),
        "loan.arm": ARM,
        "loan.interest_only_months": st.sampled_from([0, 60]),
        "loan.fees": FEES,
        "loan.seller_concessions": dollars(0, 20_000),
        "loan.cash_to_borrower": dollars(0, 9_000),
        "loan.subordinate_liens": st.just([{"lien_id": "L", "balance": "20000", "monthly_payment": "150"}]),
        "borrowers.0.incomes": INCOMES,
        "borrowers.0.credit.scores": SCORES,
        "borrowers.0.credit.derogatory_events": EVENTS,
        "borrowers.0.declarations.bankruptcy_last_7_years": st.booleans(),
        "borrowers.0.dependents": st.integers(0, 8),
        "borrowers.0.current_monthly_housing": dollars(0, 4_000),
        "borrowers.1": st.just(borrower()),
        "debts": DEBTS,
        "assets": ASSETS,
    },
).map(_consistent)


def drawn(changes: Changes) -> LoanApplication:
    """Lists of incomes come first, so that the pay of the first item is set in the list that was drawn."""
    whole = {path: value for path, value in changes.items() if path.endswith((".incomes", ".scores"))}
    rest = {path: value for path, value in changes.items() if path not in whole}
    if "borrowers.0.incomes" in whole:
        rest.pop("borrowers.0.incomes.0.pay")
    return application({**whole, **rest})


def _priced(changes: Changes) -> Changes:
    """The price and the value at which the loan has the LTV that was drawn."""
    price = str(Decimal(int(Decimal(changes["loan.amount"]) * 100 / changes.pop("ltv"))))
    return {**changes, "loan.purchase_price": price, "property.appraisal.value": price}


SOUND: st.SearchStrategy[Changes] = st.fixed_dictionaries(
    {
        "ltv": st.integers(60, 96),
        "program": st.sampled_from(["conventional", "conventional", "conventional", "fha", "va"]),
        "underwriting_method": st.sampled_from(["automated", "manual"]),
        "loan.amount": dollars(150_000, 400_000),
        "loan.mortgage_insurance_annual_percent": rates(0, 1),
        "property.monthly_taxes": dollars(0, 1_500),
        "property.living_area_square_feet": st.integers(600, 4_000),
        "monthly_income_taxes": dollars(300, 2_000),
        "borrowers.0.veteran": st.just({"certificate_of_eligibility": True}),
        "borrowers.0.incomes.0.pay": dollars(6_000, 15_000),
        "borrowers.0.current_monthly_housing": dollars(500, 3_000),
        "borrowers.0.credit.scores": st.integers(600, 800).map(lambda score: [{"bureau": "equifax", "score": score}]),
        "assets.0.balance": dollars(60_000, 300_000),
        "assets.0.deposits": st.lists(st.fixed_dictionaries({"amount": dollars(1, 9_000)}), max_size=1),
    },
    optional={
        "loan.arm": ARM,
        "debts": DEBTS,
        "property.occupancy": st.sampled_from(["primary", "primary", "investment"]),
    },
).map(_priced)
"""Applications of which many are approved, for properties that speak of approvals."""
