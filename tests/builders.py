"""A clean application to start a test from, and the one way to say in what a test's application differs.

`application()` is a conventional purchase that every rule should like: one salaried borrower earning 10,000 a month,
scores of 752, 741 and 738, price and appraisal 400,000, loan 300,000 at 6.5 percent fixed for 360 months.

Changes are dotted paths to new values, given as one mapping or, for names without a dot, as keywords:

    application({"loan.amount": "380000", "borrowers.0.credit.scores": []})
    application(program="fha")
    application({"property.appraisal": REMOVED})          # the field is absent
    application({"debts.1": debt(monthly_payment="450")})  # one behind the last appends
"""

import copy
from collections.abc import Mapping
from typing import Any, Final

from lending.application import LoanApplication

REMOVED: Final = object()
"""As a new value: the field is left out."""

_CLEAN: dict[str, Any] = {
    "application_id": "APP-1",
    "application_date": "2026-03-02",
    "program": "conventional",
    "borrowers": [
        {
            "borrower_id": "B1",
            "identity": {
                "first_name": "Robin",
                "last_name": "Sample",
                "ssn": "900-12-3456",
                "birth_date": "1985-06-15",
                "email": "robin.sample@example.com",
                "phone": "555-010-0199",
                "current_address": "12 Invented Way, Springfield, IL 62701",
            },
            "current_monthly_housing": "1900",
            "incomes": [
                {
                    "kind": "employment",
                    "income_id": "I1",
                    "employer": "Example Manufacturing",
                    "started_on": "2018-05-01",
                    "pay": "10000",
                    "frequency": "monthly",
                }
            ],
            "credit": {
                "report_date": "2026-02-25",
                "scores": [
                    {"bureau": "equifax", "score": 752},
                    {"bureau": "experian", "score": 741},
                    {"bureau": "transunion", "score": 738},
                ],
            },
            "declarations": {"will_occupy_as_primary": True},
        }
    ],
    "debts": [
        {
            "debt_id": "D1",
            "kind": "installment",
            "creditor": "Example Auto Finance",
            "account_number": "AC-77120934",
            "balance": "12000",
            "monthly_payment": "300",
            "months_remaining": 40,
        }
    ],
    "assets": [
        {
            "asset_id": "A1",
            "kind": "savings",
            "institution": "Example Bank",
            "account_number": "SV-40018822",
            "balance": "150000",
        }
    ],
    "property": {
        "street": "48 Invented Lane",
        "city": "Springfield",
        "state": "IL",
        "postal_code": "62704",
        "county_fips": "17167",
        "property_type": "single_family",
        "units": 1,
        "occupancy": "primary",
        "appraisal": {"value": "400000", "effective_date": "2026-03-01", "condition": "C3"},
        "monthly_taxes": "400",
        "monthly_insurance": "120",
    },
    "loan": {
        "purpose": "purchase",
        "amount": "300000",
        "purchase_price": "400000",
        "note_rate_percent": "6.5",
        "term_months": 360,
        "fees": [{"name": "Origination fee", "kind": "origination", "amount": "1000"}],
        "rate_lock_date": "2026-03-10",
        "apor_percent": "6.4",
        "expected_closing_date": "2026-04-15",
    },
}


def changed(tree: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy of `tree` with every dotted path set to its new value. Objects on the way are made where missing."""
    result = copy.deepcopy(tree)
    for path, value in changes.items():
        _set(result, path.replace("[", ".").replace("]", "").split("."), path, value)
    return result


def _set(tree: Any, steps: list[str], path: str, value: Any) -> None:
    for place, step in enumerate(steps):
        last = place == len(steps) - 1
        if isinstance(tree, list):
            index = int(step)
            if not 0 <= index <= len(tree):
                raise LookupError(f"{path}: the list has {len(tree)} entries")
            if last and value is REMOVED:
                del tree[index]
            elif last and index == len(tree):
                tree.append(copy.deepcopy(value))
            elif last:
                tree[index] = copy.deepcopy(value)
            else:
                tree = tree[index]
        elif last and value is REMOVED:
            tree.pop(step, None)
        elif last:
            tree[step] = copy.deepcopy(value)
        else:
            if step not in tree or tree[step] is None:
                tree[step] = [] if steps[place + 1] == "0" else {}
            tree = tree[step]


def raw_application(changes: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """The clean application as JSON would hold it, with the changes applied. It need not be valid."""
    return changed(_CLEAN, {**(changes or {}), **more})


def application(changes: Mapping[str, Any] | None = None, /, **more: Any) -> LoanApplication:
    """The clean application with the changes applied; pydantic's error where they make it invalid."""
    return LoanApplication.model_validate(raw_application(changes, **more))


def borrower(borrower_id: str = "B2", **changes: Any) -> dict[str, Any]:
    """A second clean borrower: `application({"borrowers.1": borrower()})`. Its income is named after it."""
    first: dict[str, Any] = copy.deepcopy(_CLEAN["borrowers"][0])
    first["borrower_id"] = borrower_id
    first["identity"].update(first_name="Alex", ssn="900-65-4321")
    for number, income in enumerate(first["incomes"], start=1):
        income["income_id"] = f"{borrower_id}-I{number}"
    return changed(first, changes)


def debt(debt_id: str = "D2", **changes: Any) -> dict[str, Any]:
    """A car loan: balance 9,000, 250 a month for 36 months."""
    clean = {
        "debt_id": debt_id,
        "kind": "installment",
        "creditor": "Example Auto Finance",
        "balance": "9000",
        "monthly_payment": "250",
        "months_remaining": 36,
    }
    return {**clean, **changes}


def asset(asset_id: str = "A2", **changes: Any) -> dict[str, Any]:
    """A checking account with 20,000."""
    return {"asset_id": asset_id, "kind": "checking", "institution": "Example Bank", "balance": "20000", **changes}
