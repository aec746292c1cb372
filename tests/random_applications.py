"""Random applications: of every program, kind of income, purpose and trouble, many of them sound, some hopeless.

`changes_of(seed)` are changes to the clean application of `builders`, `drawn` makes the application of them. A seed is
an application for ever: a property that fails names it, and `changes_of` gives it back. Around figures that fit each
other (the income to the payment, the cash to the price), about two in three files carry one or more peculiarities.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from builders import REMOVED, application, borrower
from lending.application import LoanApplication
from lending.facts import establish_facts
from lending.loan import FeeKind, Purpose
from lending.program import Program
from lending.programs import REGISTRY
from lending.property import Occupancy, PropertyType
from random_parts import (
    arm,
    assets,
    chance,
    day_before,
    debts,
    declarations,
    derogatory_event,
    dollars,
    incomes,
    scores,
    weighted,
)

Changes = dict[str, Any]

FIRST_DAY = date(2026, 1, 12)
DAYS = 250
PLACES = {"IL": "17167", "CA": "06037", "TX": "48113", "NY": "36061", "OH": "39049", "CO": "08031", "HI": "15003"}
"""A county of each of some states: cheap and dear ones."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a program's applications lie: dollars, percent, the scores' mean. Limits of the program lie inside."""

    amount: tuple[int, int]
    ltv: tuple[float, float]
    front_end: tuple[float, float]
    score: float
    government: bool = False
    states: tuple[str, ...] = tuple(PLACES)


PROFILES = {
    Program.CONVENTIONAL: Profile((90_000, 830_000), (50, 96), (13, 38), 722),
    Program.HIGH_BALANCE: Profile((780_000, 1_260_000), (50, 93), (13, 36), 735, states=("CA", "NY")),
    Program.FHA: Profile((90_000, 560_000), (70, 97), (15, 42), 670, government=True),
    Program.VA: Profile((120_000, 900_000), (70, 101), (15, 42), 690, government=True),
    Program.USDA: Profile((80_000, 380_000), (75, 101), (12, 32), 690, government=True),
    Program.JUMBO: Profile((800_000, 2_500_000), (45, 84), (10, 34), 750),
}


def _loan(random: Random, program: Program, today: date) -> Changes:
    profile, usda = PROFILES[program], program is Program.USDA
    amount = random.randint(*(limit // 500 for limit in profile.amount)) * 500
    purposes = {Purpose.PURCHASE: 70, Purpose.RATE_TERM_REFINANCE: 15, Purpose.CASH_OUT_REFINANCE: 2 if usda else 15}
    ltv = random.uniform(*profile.ltv)
    rate = round(random.gauss(6.6, 0.5) * 8) / 8
    closing = today + timedelta(random.randint(25, 75))
    changes: Changes = {
        "application_date": today.isoformat(),
        "loan.expected_closing_date": closing.isoformat(),
        "loan.rate_lock_date": (today + timedelta(random.randint(0, 20))).isoformat(),
        "loan.purpose": weighted(random, purposes),
        "loan.amount": str(amount),
        "loan.note_rate_percent": str(rate),
        "loan.apor_percent": f"{rate - random.gauss(0.2, 0.35):.2f}",
        "loan.term_months": weighted(random, {360: 80, 180: 1 if usda else 10, 240: 1 if usda else 5, 300: 4, 480: 1}),
        "property.appraisal.value": str(round(amount * 100 / ltv)),
        "property.appraisal.effective_date": (today - timedelta(random.randint(-20, 60))).isoformat(),
        "property.monthly_taxes": dollars(amount * random.uniform(0.0006, 0.0016)),
    }
    if changes["loan.purpose"] is Purpose.PURCHASE:
        above = random.choice([1, 1, 1, 0.98, 1.03])
        changes["loan.purchase_price"] = str(round(amount * 100 / ltv * above))
        if chance(random, 12):
            changes["loan.seller_concessions"] = dollars(amount * random.uniform(0.001, 0.05))
    else:
        changes["loan.purchase_price"] = REMOVED
        owed = amount * (random.uniform(0.96, 0.995) if chance(random, 70) else random.uniform(0.5, 1.1))
        if changes["loan.purpose"] is Purpose.CASH_OUT_REFINANCE:
            owed = amount * random.uniform(0.4, 0.9)
            changes["loan.cash_to_borrower"] = dollars(amount - owed)
        changes["loan.payoff_amount"] = dollars(owed)
        changes["loan.existing_first_lien_note_date"] = day_before(random, today, 100, 3000)
        changes["property.acquired_on"] = day_before(random, today, 100, 4000)
        changes["loan.refinances_program"] = weighted(random, {program: 70, Program.CONVENTIONAL: 30})
    if not profile.government and ltv > 80:
        changes["loan.mortgage_insurance_annual_percent"] = f"{random.uniform(0.3, 1.1):.2f}"
        changes["loan.mortgage_insurance_coverage_percent"] = random.choice(["12", "25", "30", "35"])
    return changes


def _property(random: Random, program: Program) -> Changes:
    state = random.choice(PROFILES[program].states)
    home = {Occupancy.PRIMARY: 97, Occupancy.SECOND_HOME: 1.5, Occupancy.INVESTMENT: 1.5}
    if program in {Program.CONVENTIONAL, Program.HIGH_BALANCE}:
        home = {Occupancy.PRIMARY: 80, Occupancy.SECOND_HOME: 8, Occupancy.INVESTMENT: 12}
    units = 1 if chance(random, 90) else random.randint(2, 4)
    one_unit = [PropertyType.SINGLE_FAMILY] * 6 + [PropertyType.CONDOMINIUM, PropertyType.PLANNED_UNIT_DEVELOPMENT]
    changes: Changes = {
        "property.state": state,
        "property.county_fips": PLACES[state],
        "property.occupancy": weighted(random, home),
        "property.units": units,
        "property.property_type": random.choice(one_unit) if units == 1 else PropertyType.TWO_TO_FOUR_UNIT,
        "property.living_area_square_feet": random.randint(700, 3500),
    }
    if program is Program.USDA:
        changes["property.in_eligible_rural_area"] = not chance(random, 8)
    if changes["property.occupancy"] is Occupancy.INVESTMENT or units > 1:
        changes["property.expected_monthly_rent"] = dollars(random.uniform(800, 4500))
    return changes


def _people(random: Random, program: Program, today: date, monthly: float, changes: Changes) -> Changes:
    """One or two borrowers who earn about `monthly` dollars between them, their credit and what they declare."""
    primary = changes["property.occupancy"] is Occupancy.PRIMARY
    around = random.gauss(PROFILES[program].score, 45)
    count = 2 if chance(random, 30) else 1
    found: Changes = {}
    for number in range(count):
        events = [derogatory_event(random, today)] if chance(random, 6) else []
        person = borrower(f"B{number + 1}")
        person["incomes"] = incomes(random, monthly / count, today, f"B{number + 1}")
        person["credit"] = {
            "report_date": day_before(random, today, -20, 40),
            "scores": scores(random, around),
            "derogatory_events": events,
            "mortgage_lates_60_days_last_12_months": int(chance(random, 1.5)),
            "mortgage_lates_30_days_last_12_months": int(chance(random, 4)),
        }
        person["declarations"] = declarations(random, events, primary=primary)
        person["current_monthly_housing"] = dollars(monthly * random.uniform(0.1, 0.35) / count)
        person["dependents"] = weighted(random, {0: 50, 1: 20, 2: 20, 3: 8, 6: 2})
        person["first_time_homebuyer"] = chance(random, 35)
        person["residency"] = weighted(random, {"us_citizen": 93, "permanent_resident": 5, "nonpermanent_resident": 2})
        found[f"borrowers.{number}"] = person
    found["borrowers.0"]["veteran"] = {
        "certificate_of_eligibility": not chance(random, 4),
        "first_use_of_entitlement": chance(random, 60),
        "full_entitlement": not chance(random, 5),
        "active_duty": chance(random, 15),
        "funding_fee_exempt": chance(random, 20),
    }
    if program is not Program.VA:
        del found["borrowers.0"]["veteran"]
    found["monthly_income_taxes"] = dollars(monthly * random.uniform(0.1, 0.25))
    if program is Program.USDA:
        yearly = monthly * 12
        found["household"] = {
            "people": random.randint(count, count + 5),
            "adjusted_annual_income": dollars(yearly),
            "income_limit": dollars(yearly * random.uniform(0.95, 1.6)),
        }
    return found


_PECULIARITIES: dict[str, Callable[[Random], Any]] = {
    "loan.interest_only_months": lambda random: random.choice([60, 120]),
    "loan.balloon_due_month": lambda random: random.choice([60, 84]),
    "loan.prepayment_penalty": lambda random: {"months": random.choice([24, 36]), "max_percent_of_prepaid": "2"},
    "loan.lien": lambda _: "subordinate",
    "loan.negative_amortization": lambda _: True,
    "loan.escrow_account": lambda _: False,
    "loan.homeready": lambda _: True,
    "loan.lender_credits": lambda random: dollars(random.uniform(200, 6000)),
    "loan.subordinate_liens": lambda random: [
        {"lien_id": "L", "balance": "20000", "credit_limit": random.choice([None, "50000"]), "monthly_payment": "150"}
    ],
    "property.appraisal.condition": lambda random: random.choice(["C1", "C4", "C5", "C6", None]),
    "property.monthly_taxes": lambda _: None,
    "property.appraisal": lambda _: None,
    "property.in_flood_zone": lambda _: True,
    "property.monthly_association_dues": lambda random: dollars(random.uniform(50, 900)),
    "borrowers.0.identity.birth_date": lambda _: None,
    "borrowers.0.credit": lambda _: None,
    "letters": lambda _: [
        {"letter_id": "L1", "borrower_id": "B1", "subject": "A gap", "text": "I was between two jobs."}
    ],
}
"""Field and value of what few files show."""

_PECULIAR_PERCENT = 1.3


def _fees(random: Random, amount: float) -> list[Changes]:
    scale = 4 if chance(random, 6) else 1
    fees: list[Changes] = [
        {"kind": FeeKind.ORIGINATION, "amount": dollars(amount * random.uniform(0.001, 0.009) * scale)},
        {"kind": FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE, "amount": dollars(random.uniform(900, 3500))},
        {"kind": FeeKind.PREPAID_INTEREST, "amount": dollars(amount * random.uniform(0, 0.005))},
    ]
    if chance(random, 15):
        fees.append({"kind": FeeKind.DISCOUNT_POINTS, "amount": dollars(amount * random.uniform(0.002, 0.02))})
    if chance(random, 15):
        others = [kind for kind in FeeKind if kind is not FeeKind.GOVERNMENT_UPFRONT_PREMIUM]
        fees.append({"kind": random.choice(others), "amount": dollars(random.uniform(10, 3000))})
    return [{"name": f"Fee {number}", **fee} for number, fee in enumerate(fees)]


def _upfront_charge(random: Random, changes: Changes) -> Changes:
    """The program's own charge, financed as a rule: a file that lacks it is merely asked to correct it."""
    if chance(random, 8):
        return {}
    try:
        charge = establish_facts(drawn(changes)).upfront_charge
    except (ValueError, LookupError):
        return {}
    if not charge:
        return {}
    fee = {
        "name": "Upfront charge",
        "kind": FeeKind.GOVERNMENT_UPFRONT_PREMIUM,
        "amount": str(charge),
        "financed": chance(random, 85),
    }
    return {"loan.fees": [*changes["loan.fees"], fee]}


def changes_of(seed: int) -> Changes:
    """The application number `seed`, as changes to the clean one."""
    random = Random(seed)
    program = random.choice(list(REGISTRY))
    today = FIRST_DAY + timedelta(random.randrange(DAYS))
    changes = _loan(random, program, today) | _property(random, program)
    amount, rate = float(changes["loan.amount"]), float(changes["loan.note_rate_percent"])
    months = changes["loan.term_months"]
    payment = amount * rate / 1200 / (1 - (1 + rate / 1200) ** -months) + float(changes["property.monthly_taxes"])
    monthly = payment * 100 / random.uniform(*PROFILES[program].front_end)
    price = float(changes.get("loan.payoff_amount") or changes["loan.purchase_price"])
    cash = max(price - amount, 0) * random.uniform(1, 1.5) + payment * random.uniform(0, 22) + amount * 0.035
    changes |= {
        "program": program,
        "underwriting_method": "manual" if chance(random, 30) else "automated",
        **_people(random, program, today, monthly, changes),
        "debts": debts(random, monthly * random.uniform(0, 0.16), today),
        "assets": assets(random, cash, monthly),
        "loan.fees": _fees(random, amount),
    }
    if chance(random, 2 if program is Program.USDA else 15):
        changes["loan.arm"] = arm(random, rate)
    for field, make in _PECULIARITIES.items():
        if chance(random, _PECULIAR_PERCENT):
            changes = {path: value for path, value in changes.items() if not path.startswith(f"{field}.")}
            changes[field] = make(random)
    if chance(random, 3):
        own = [item["asset_id"] for item in changes["assets"]]
        item = {"kind": "asset_depletion", "income_id": "B1-X", "asset_ids": own}
        changes["borrowers.0"]["incomes"].append(item)
    return changes | _upfront_charge(random, changes)


def drawn(changes: Changes) -> LoanApplication:
    """The application of the changes; those deeper in the tree are applied after those above them."""
    return application(dict(sorted(changes.items(), key=lambda item: item[0].count("."))))
