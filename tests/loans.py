"""Loans to start a test of the price of credit from."""

from typing import Any

from lending.loan import LoanTerms


def loan_terms(**terms: Any) -> LoanTerms:
    """A refinance of 200,000 at 6 percent for 360 months that closes on 15 April 2026, with the terms changed."""
    given = {
        "purpose": "rate_term_refinance",
        "payoff_amount": "0",
        "amount": "200000",
        "term_months": 360,
        "note_rate_percent": "6",
        "expected_closing_date": "2026-04-15",
    }
    return LoanTerms.model_validate({**given, **terms})


def arm(months: int, **changes: Any) -> dict[str, Any]:
    """Fixed for `months`, then 7.5 percent fully indexed under caps of 2, 1 and 5 points."""
    clean = {
        "initial_fixed_months": months,
        "index_percent": "4.75",
        "margin_percent": "2.75",
        "first_cap_points": "2",
        "periodic_cap_points": "1",
        "lifetime_cap_points": "5",
    }
    return {**clean, **changes}


def fee(kind: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {"name": kind.replace("_", " "), "kind": kind, "amount": amount, **changes}
