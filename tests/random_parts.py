"""The parts of a random application, each drawn from a seeded `Random`: incomes, debts, assets, credit, an ARM.

Amounts are dollars as text. A part that has to fit the others is told what to fit: `incomes` the dollars a month to
come to, `assets` the dollars to hold, `debts` the dollars a month to cost.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from builders import asset, debt
from lending.borrower import BANKRUPTCIES, DerogatoryKind
from lending.income_items import BusinessStructure, FixedIncomeKind, PayFrequency
from lending.obligations import AssetKind, DebtKind

Part = dict[str, Any]
T = TypeVar("T")

PAYMENTS_A_YEAR = {
    PayFrequency.WEEKLY: 52,
    PayFrequency.BI_WEEKLY: 26,
    PayFrequency.SEMI_MONTHLY: 24,
    PayFrequency.MONTHLY: 12,
    PayFrequency.ANNUAL: 1,
}


def dollars(amount: float) -> str:
    return f"{max(amount, 0):.2f}"


def chance(random: Random, percent: float) -> bool:
    return random.random() * 100 < percent


def weighted(random: Random, weights: Mapping[T, float]) -> T:
    return random.choices(list(weights), list(weights.values()))[0]


def day_before(random: Random, day: date, least: int, most: int) -> str:
    """A day that lies `least` to `most` days before `day`."""
    return (day - timedelta(random.randint(least, most))).isoformat()


def _employment(random: Random, monthly: float, today: date) -> Part:
    frequency = random.choice(list(PayFrequency))
    hours = random.choice([20, 32, 40, 40, 45])
    payments = PAYMENTS_A_YEAR.get(frequency, 52 * hours)
    item: Part = {
        "kind": "employment",
        "employer": "Example Works",
        "started_on": day_before(random, today, 60, 5000),
        "pay": dollars(max(monthly * 12 / payments, 1)),
        "frequency": frequency,
    }
    if frequency is PayFrequency.HOURLY:
        item["hours_per_week"] = hours
    if chance(random, 30):
        last, trend = monthly * random.uniform(0.2, 3), random.uniform(0.5, 1.3)
        pay: Part = {"kind": random.choice(["overtime", "bonus", "commission"]), "last_year_total": dollars(last)}
        if chance(random, 80):
            pay["prior_year_total"] = dollars(last / trend)
        if chance(random, 50):
            item["paid_through"] = day_before(random, today, 1, 40)
            pay["year_to_date_total"] = dollars(last * today.month / 12 * random.uniform(0.6, 1.3))
        item["variable"] = [pay]
    if chance(random, 4):
        returns = today + timedelta(random.randint(5, 150))
        item["leave"] = {
            "monthly_income": dollars(monthly * random.uniform(0, 0.8)),
            "returns_on": returns.isoformat(),
            "return_confirmed": chance(random, 80),
        }
    if chance(random, 3):
        item["ends_on"] = (today + timedelta(random.randint(30, 2500))).isoformat()
    if chance(random, 5):
        item["verification"] = random.choice(["not_asked_yet", "not_confirmed"])
    return item


def _business(random: Random, monthly: float, today: date) -> Part:
    owned = random.choice([100, 100, 100, 50, 30])
    yearly = monthly * 12 * 100 / owned
    nets = [yearly * random.uniform(0.85, 1.0) * random.uniform(0.8, 1.05) ** back for back in range(3)]
    years = [
        {
            "year": today.year - 1 - back,
            "net_income": f"{net - 9000:.2f}",
            "depreciation": dollars(random.uniform(0, 12_000)),
            "amortization": dollars(random.choice([0, 0, 1500])),
            "business_use_of_home": dollars(random.choice([0, 2400])),
            "non_recurring_income": dollars(random.choice([0, 0, 0, 4000])),
            "meals_exclusion": dollars(random.uniform(0, 900)),
            **({"distributions": dollars(net * owned / 100 * random.uniform(0.5, 1.2))} if owned < 100 else {}),
        }
        for back, net in enumerate(nets[: random.choice([1, 2, 2, 2, 3])])
    ]
    return {
        "kind": "self_employment",
        "business": "Example Design",
        "started_on": day_before(random, today, 200, 5000),
        "ownership_percent": str(owned),
        "structure": random.choice(list(BusinessStructure)),
        "business_liquidity_documented": chance(random, 50),
        "years": years,
    }


def _fixed(random: Random, monthly: float, today: date) -> Part:
    item: Part = {
        "kind": "fixed",
        "source": random.choice(list(FixedIncomeKind)),
        "monthly_amount": dollars(max(monthly, 50)),
        "nontaxable": chance(random, 30),
    }
    if chance(random, 40):
        item["ends_on"] = (today + timedelta(random.randint(30, 4000))).isoformat()
    if chance(random, 50):
        item["months_received"] = random.randint(0, 60)
    return item


def _rental(random: Random, monthly: float, today: date) -> Part:
    pitia = random.uniform(400, 2500)
    rent = (pitia + monthly) / 0.75 * random.uniform(0.6, 1.1)
    item: Part = {"kind": "rental", "monthly_gross_rent": dollars(rent), "monthly_pitia": dollars(pitia)}
    if chance(random, 40):
        months = random.choice([12, 12, 12, 7])
        rents, parts = rent * months, {"mortgage_interest": pitia * 5, "taxes": pitia * 2, "depreciation": 6000.0}
        item["schedule_e"] = {
            "year": today.year - 1,
            "months_in_service": months,
            "rents_received": dollars(rents),
            "expenses": dollars(sum(parts.values()) + rents * random.uniform(0.05, 0.2) + 1),
            **{name: dollars(part) for name, part in parts.items()},
        }
    return item


_INCOMES: dict[Callable[[Random, float, date], Part], float] = {
    _employment: 74,
    _business: 10,
    _fixed: 11,
    _rental: 5,
}


def incomes(random: Random, monthly: float, today: date, borrower: str) -> list[Part]:
    """One to three items that come to about `monthly` dollars a month; the first is work, a business or a benefit."""
    count = weighted(random, {1: 70, 2: 24, 3: 6})
    shares = [random.uniform(0.5, 1)] + [random.uniform(0.1, 0.5) for _ in range(count - 1)]
    items = []
    for number, part in enumerate(shares):
        make = weighted(random, _INCOMES if number else {**_INCOMES, _rental: 0})
        item = {**make(random, monthly * part / sum(shares), today), "income_id": f"{borrower}-I{number}"}
        items.append(item if chance(random, 97) else {**item, "documented": False})
    return items


_DEBTS = {
    DebtKind.INSTALLMENT: 30,
    DebtKind.REVOLVING: 34,
    DebtKind.STUDENT_LOAN: 12,
    DebtKind.LEASE: 6,
    DebtKind.MORTGAGE: 2,
    DebtKind.CHILD_SUPPORT: 2,
    DebtKind.ALIMONY: 2,
    DebtKind.SEPARATE_MAINTENANCE: 0.5,
    DebtKind.CHILD_CARE: 2,
    DebtKind.CHARGE_ACCOUNT: 2,
    DebtKind.COLLECTION: 4,
    DebtKind.CHARGE_OFF: 2,
    DebtKind.JUDGMENT: 1,
    DebtKind.TAX_LIEN: 0.5,
}
_WITHOUT_PAYMENT = {DebtKind.COLLECTION, DebtKind.CHARGE_OFF, DebtKind.JUDGMENT, DebtKind.TAX_LIEN}
_WITHOUT_BALANCE = {DebtKind.CHILD_SUPPORT, DebtKind.ALIMONY, DebtKind.SEPARATE_MAINTENANCE, DebtKind.CHILD_CARE}


def _debt_of_kind(random: Random, kind: DebtKind, payment: float, today: date) -> Part:
    months = random.randint(0, 60)
    if kind in _WITHOUT_PAYMENT:
        open_balance = {"monthly_payment": None, "balance": dollars(random.uniform(50, 4000)), "months_remaining": None}
        return {**open_balance, "medical": chance(random, 30)}
    changes: Part = {"monthly_payment": dollars(payment), "balance": dollars(payment * (months + 1))}
    if kind in _WITHOUT_BALANCE:
        changes |= {"balance": "0", "months_remaining": months, "deduct_from_income": chance(random, 20)}
    if kind is DebtKind.INSTALLMENT:
        changes["months_remaining"] = months
    if kind is DebtKind.REVOLVING and chance(random, 20):
        changes["monthly_payment"] = None
    if kind is DebtKind.STUDENT_LOAN:
        reported = weighted(random, {dollars(payment): 70, "0": 15, None: 15})
        changes |= {"balance": dollars(payment * 90), "monthly_payment": reported, "income_driven": chance(random, 30)}
        if chance(random, 20):
            changes["deferred_until"] = (today + timedelta(random.randint(60, 900))).isoformat()
    return changes


def debts(random: Random, monthly: float, today: date) -> list[Part]:
    """Up to four debts that cost about `monthly` dollars a month between them."""
    found = []
    for number in range(weighted(random, {0: 10, 1: 25, 2: 35, 3: 20, 4: 10})):
        kind = weighted(random, _DEBTS)
        changes = _debt_of_kind(random, kind, monthly * random.uniform(0.1, 0.8), today)
        for field, percent in (("to_be_paid_at_closing", 6), ("disputed", 2), ("paid_by_other_for_12_months", 3)):
            if chance(random, percent):
                changes[field] = True
        if chance(random, 3):
            changes["past_due_amount"] = dollars(random.uniform(1, 300))
        found.append(debt(f"D{number}", kind=kind, **changes))
    return found


_ASSETS = {
    **dict.fromkeys(AssetKind, 0.5),
    AssetKind.SAVINGS: 40,
    AssetKind.CHECKING: 30,
    AssetKind.STOCKS_AND_BONDS: 10,
    AssetKind.RETIREMENT: 15,
    AssetKind.GIFT: 6,
}


def assets(random: Random, balance: float, monthly_income: float) -> list[Part]:
    """One to three assets that hold about `balance` dollars between them."""
    shares = [random.uniform(0.3, 1) for _ in range(weighted(random, {1: 50, 2: 35, 3: 15}))]
    found = []
    for number, part in enumerate(shares):
        changes: Part = {"kind": weighted(random, _ASSETS), "balance": dollars(balance * part / sum(shares))}
        if chance(random, 15):
            amount = monthly_income * random.uniform(0.1, 1.2) + 1
            documented = amount * random.choice([0, 0, 0.5, 1])
            changes["deposits"] = [{"amount": dollars(amount), "documented_amount": dollars(documented)}]
        if chance(random, 4):
            changes["verified"] = False
        found.append(asset(f"S{number}", **changes))
    return found


def scores(random: Random, around: float) -> list[Part]:
    count = weighted(random, {3: 80, 2: 12, 1: 6, 0: 2})
    bureaus = random.sample(["equifax", "experian", "transunion"], count)
    return [{"bureau": one, "score": min(850, max(300, round(random.gauss(around, 12))))} for one in bureaus]


def derogatory_event(random: Random, today: date) -> Part:
    return {
        "kind": random.choice(list(DerogatoryKind)),
        "completed_on": day_before(random, today, 200, 3500),
        "extenuating_circumstances_documented": chance(random, 30),
        "paid_as_agreed_with_court_permission": chance(random, 50),
    }


def declarations(random: Random, events: list[Part], *, primary: bool) -> Part:
    """What agrees with the credit report, and now and then what does not."""
    kinds = {event["kind"] for event in events}
    said = {
        "will_occupy_as_primary": primary,
        "bankruptcy_last_7_years": bool(kinds & BANKRUPTCIES),
        "foreclosure_or_deed_in_lieu_last_7_years": bool(
            kinds & {DerogatoryKind.FORECLOSURE, DerogatoryKind.DEED_IN_LIEU}
        ),
        "short_sale_last_7_years": DerogatoryKind.SHORT_SALE in kinds,
    }
    wrong = (*said, "delinquent_on_federal_debt", "outstanding_judgments", "undisclosed_borrowed_funds")
    if chance(random, 3):
        field = random.choice(wrong)
        said[field] = not said.get(field, False)
    return said


def arm(random: Random, rate_percent: float) -> Part:
    margin = random.choice([2.25, 2.5, 2.75])
    return {
        "initial_fixed_months": random.choice([12, 36, 60, 84, 120]),
        "index_percent": f"{max(rate_percent - margin + random.uniform(-1, 0.5), 0):.3f}",
        "margin_percent": str(margin),
        "first_cap_points": str(random.choice([1, 2, 5])),
        "periodic_cap_points": str(random.choice([1, 2])),
        "lifetime_cap_points": str(random.choice([5, 6])),
        "adjustment_months": random.choice([6, 12]),
    }
