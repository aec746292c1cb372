"""Applications drawn from the models themselves: every field there is, each with any value that it may hold.

They make no sense as loans. They are for what has to hold of every application that can be built, such as that a format
loses nothing: `drawn(seed)` walks the models, so that a field that is added tomorrow is drawn too. Fields that must
agree with each other are made to in `_agreed`; a rule of a model that is not known there leaves a seed without one.
"""

import string
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from lending.application import LoanApplication
from lending.tables.states import STATES

NOTHING_PERCENT = 30
MOST_ENTRIES = 3

_LETTERS = string.ascii_letters + string.digits + " .,-'" + '&<>"' + "éßłЖ李𝔘\u00a0\u200b"
_BOUNDS = {"ge": 0, "gt": 1, "le": 0, "lt": -1}

Tree = dict[str, Any]


def drawn(seed: int) -> LoanApplication | None:
    """The application of that seed, the same on every machine; None where a model's rule does not let it be."""
    random = Random(seed)
    try:
        return LoanApplication.model_validate(_agreed(_Drawing(random).tree(LoanApplication), random))
    except ValidationError:
        return None


class _Drawing:
    def __init__(self, random: Random) -> None:
        self.random = random
        self._identifiers: defaultdict[str, int] = defaultdict(int)

    def tree(self, model: type[BaseModel]) -> Tree:
        return {name: self._field(info, name) for name, info in model.model_fields.items()}

    def _field(self, info: FieldInfo, name: str) -> Any:
        return self._value(info.annotation, list(info.metadata), name)

    def _value(self, annotation: Any, bounds: list[Any], name: str) -> Any:  # noqa: PLR0911 - one return a kind
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(arguments[0], [*bounds, *_flat(arguments[1:])], name)
        if origin in (Union, UnionType):
            if NoneType in arguments and self._happens(NOTHING_PERCENT):
                return None
            return self._value(self.random.choice([one for one in arguments if one is not NoneType]), bounds, name)
        if origin is tuple:
            least, most = _bound(bounds, "min_length", 0), _bound(bounds, "max_length", MOST_ENTRIES)
            count = self.random.randint(least, max(least, min(most, MOST_ENTRIES)))
            return [self._value(arguments[0], [], name) for _ in range(count)]
        if origin is Literal:
            return self.random.choice(arguments)
        if issubclass(annotation, BaseModel):
            return self.tree(annotation)
        if issubclass(annotation, Enum):
            return self.random.choice(list(annotation))
        return self._plain(annotation, bounds, name)

    def _plain(self, kind: type, bounds: list[Any], name: str) -> Any:
        if kind is bool:
            return self._happens(50)
        if kind is int:
            least = _bound(bounds, "ge", None)
            least = _bound(bounds, "gt", -1) + 1 if least is None else least
            return self.random.randint(least, min(_bound(bounds, "le", 100), least + 2_000))
        if kind is date:
            return date(2000, 1, 1) + timedelta(days=self.random.randrange(12_000))
        if kind is Decimal:
            return self._decimal(bounds)
        return self._text(bounds, name)

    def _decimal(self, bounds: list[Any]) -> str:
        """Amounts and percentages in every writing that they may have, trailing zeros included."""
        most = int(_bound(bounds, "le", 0))
        places = self.random.randint(0, 6 if most <= 100 else 2)
        whole = self.random.choice([0, self.random.randrange(most), self.random.randrange(min(most, 5_000))])
        number = f"{whole}.{''.join(self.random.choices(string.digits, k=places))}" if places else str(whole)
        if _bound(bounds, "gt", None) is not None and not Decimal(number):
            return "0.01"
        negative = _bound(bounds, "ge", 0) < 0 and self._happens(50)
        return f"-{number}" if negative else number

    def _text(self, bounds: list[Any], name: str) -> str:  # noqa: PLR0911 - one return a kind of text
        if name.endswith("_id"):
            return self._identifier(name)
        digits = "".join(self.random.choices(string.digits, k=9))
        match name:
            case "ssn":
                return self.random.choice([digits, f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"])
            case "birth_date":
                return self.random.choice(["[[BIRTH_1]]", "1980-02-29"])
            case "state":
                return self.random.choice(sorted(STATES))
            case "postal_code":
                return self.random.choice([digits[:5], f"{digits[:5]}-{digits[5:]}"])
            case "county_fips":
                return digits[:5]
        most = min(_bound(bounds, "max_length", 80), 80)
        text = "".join(self.random.choices(_LETTERS, k=self.random.randint(1, most - 2)))
        stripped = any(isinstance(one, StringConstraints) and one.strip_whitespace for one in bounds)
        return f"x{text}\tx\nx" if stripped else self.random.choice([text, f" {text}\r\n", "\n"])

    def _identifier(self, name: str) -> str:
        """Each of its kind its own, many the same as one of another kind, and not all of them XML names."""
        self._identifiers[name] += 1
        number = self._identifiers[name]
        return self.random.choice([f"{number}", f"ID-{number}", f"{name[0].upper()}{number}", f"BORROWER_{number}"])

    def _happens(self, percent: int) -> bool:
        return self.random.randrange(100) < percent


def _flat(metadata: Any) -> Iterator[Any]:
    for one in metadata:
        yield from _flat(one.metadata) if isinstance(one, FieldInfo) else [one]


def _bound(bounds: list[Any], name: str, otherwise: Any) -> Any:
    """The bound of that name, of whichever constraint carries it."""
    found = [getattr(one, name) for one in bounds if getattr(one, name, None) is not None]
    return found[-1] if found else otherwise


def _agreed(tree: Tree, random: Random) -> Tree:
    """The tree with what must agree made to agree."""
    _refer(tree, random)
    loan, day = tree["loan"], date(2026, 1, 1) + timedelta(days=random.randrange(300))
    closing = day + timedelta(days=random.randrange(60))
    tree["application_date"], loan["expected_closing_date"] = day, closing
    tree["completed_on"] = tree["completed_on"] and day
    for holder, name in [(loan, "rate_lock_date"), (tree["property"]["appraisal"], "effective_date")]:
        if holder and holder[name]:
            holder[name] = min(holder[name], closing)
    loan["first_payment_date"] = loan["first_payment_date"] and closing + timedelta(days=random.randint(1, 90))
    _agree_on_terms(loan)
    for person in tree["borrowers"]:
        credit = person["credit"]
        if credit:
            credit["report_date"] = min(credit["report_date"], closing)
            bureaus = random.sample(["equifax", "experian", "transunion"], len(credit["scores"]))
            credit["scores"] = [
                {**score, "bureau": name} for score, name in zip(credit["scores"], bureaus, strict=True)
            ]
        for income in person["incomes"]:
            _agree_on_income(income, random)
    return tree


def _refer(tree: Tree, random: Random) -> None:
    people = [one["borrower_id"] for one in tree["borrowers"]]
    homes = [one["property_id"] for one in tree["owned_properties"]]
    accounts = [one["asset_id"] for one in tree["assets"]]
    rents = [one for person in tree["borrowers"] for one in person["incomes"] if one["kind"] == "rental"]
    for one in [*tree["letters"], *tree["demographics"]]:
        one["borrower_id"] = random.choice(people)
    for one in [*tree["debts"], *rents]:
        one["property_id"] = random.choice([None, *homes])
    for one in tree["owned_properties"]:
        one["owed_by"] = random.sample(people, random.randint(0, len(people)))
    for person in tree["borrowers"]:
        person["incomes"] = [one for one in person["incomes"] if one["kind"] != "asset_depletion" or accounts]
        for one in person["incomes"]:
            if one["kind"] == "asset_depletion":
                one["asset_ids"] = random.choices(accounts, k=random.randint(1, 2))


def _agree_on_terms(loan: Tree) -> None:
    if loan["purpose"] == "purchase":
        loan["payoff_amount"] = loan["payoff_amount"] and "0"
        loan["refinances_program"] = None
    else:
        loan["purchase_price"] = None
    months = loan["term_months"] - 1
    loan["interest_only_months"] = min(loan["interest_only_months"], months)
    if loan["balloon_due_month"]:
        loan["balloon_due_month"] = min(loan["balloon_due_month"], months)
    if loan["arm"]:
        loan["arm"]["initial_fixed_months"] = min(loan["arm"]["initial_fixed_months"], months)
    terms = loan["negative_amortization_terms"]
    if terms:
        loan["negative_amortization"] = True
        terms["recast_month"] = min(terms["recast_month"], months)
    for lien in loan["subordinate_liens"]:
        if lien["credit_limit"] and Decimal(lien["credit_limit"]) < Decimal(lien["balance"]):
            lien["credit_limit"], lien["balance"] = lien["balance"], lien["credit_limit"]


def _agree_on_income(income: Tree, random: Random) -> None:
    match income["kind"]:
        case "employment":
            if income["frequency"] == "hourly":
                income["hours_per_week"] = income["hours_per_week"] or 38
            if any(pay["year_to_date_total"] for pay in income["variable"]):
                income["paid_through"] = income["paid_through"] or income["started_on"]
            if income["ends_on"]:
                income["ends_on"] = max(income["ends_on"], income["started_on"])
        case "self_employment":
            years = {year["year"]: year for year in income["years"]}
            income["years"] = [years[year] for year in sorted(years, reverse=True)]
        case "rental" if income["schedule_e"]:
            return_, parts = income["schedule_e"], Decimal(0)
            for name in ("insurance", "mortgage_interest", "taxes", "association_dues", "depreciation"):
                return_[name] = str(Decimal(return_[name]) / 10_000 // 1)
                parts += Decimal(return_[name])
            return_["one_time_expenses"] = random.choice(["0", "7.5", "8"])
            return_["expenses"] = str(parts + 8)
