"""Income items to test with, and what one of them qualifies for in the clean application."""

from typing import Any

from builders import application
from lending.facts import establish_facts
from lending.income import QualifiedIncome, qualify_income


def employment(**changes: Any) -> dict[str, Any]:
    """A job since May 2018 at 5,000 a month."""
    clean = {
        "kind": "employment",
        "income_id": "I1",
        "employer": "Example Manufacturing",
        "started_on": "2018-05-01",
        "pay": "5000",
        "frequency": "monthly",
    }
    return {**clean, **changes}


def leave(monthly_income: str = "2000", returns_on: str = "2026-11-01", **changes: Any) -> dict[str, Any]:
    return {"monthly_income": monthly_income, "returns_on": returns_on, "return_confirmed": True, **changes}


def business(*net_incomes: str, drawn: tuple[str | None, ...] = (), **changes: Any) -> dict[str, Any]:
    """A sole owner's business since 2015, with the tax years before 2026, newest first."""
    years: list[dict[str, Any]] = [{"year": 2025 - back, "net_income": net} for back, net in enumerate(net_incomes)]
    for year, distributions in zip(years, drawn, strict=False):
        year["distributions"] = distributions
    clean = {
        "kind": "self_employment",
        "income_id": "I1",
        "business": "Example Design",
        "started_on": "2015-01-01",
        "ownership_percent": "100",
        "years": years,
    }
    return {**clean, **changes}


def fixed(source: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "fixed", "income_id": "I1", "source": source, "monthly_amount": amount, **changes}


def rental(rent: str, pitia: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "rental", "income_id": "I1", "monthly_gross_rent": rent, "monthly_pitia": pitia, **changes}


def depletion(*asset_ids: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "asset_depletion", "income_id": "I1", "asset_ids": list(asset_ids), **changes}


def qualified(item: dict[str, Any], **changes: Any) -> QualifiedIncome:
    """The item as the only income of the clean application, before assets add to it."""
    (found,) = qualify_income(application({"borrowers.0.incomes": [item], **changes}))
    return found


def established(item: dict[str, Any], **changes: Any) -> QualifiedIncome:
    """As above, with what assets add."""
    (found,) = establish_facts(application({"borrowers.0.incomes": [item], **changes})).incomes
    return found
