"""Letters of every kind, from applications that owe them."""

from datetime import date
from typing import Any

from builders import application, borrower
from lending.adverse_action import notices_of
from lending.core import underwrite
from lending.notice import Notice
from reporting.letter import Letter, letters_of

Changes = dict[str, Any]

DATED = date(2026, 3, 20)

FACTORS = [
    "Serious delinquency",
    "Too many inquiries last 12 months",
    "Proportion of balances to credit limits is too high",
    "Length of time accounts have been established",
    "Too few accounts currently paid as agreed",
]
SCORES = [
    {"bureau": "equifax", "score": 700, "key_factors": FACTORS, "created_on": "2026-02-24"},
    {"bureau": "experian", "score": 690},
    {"bureau": "transunion", "score": 710},
]
SCORED: Changes = {"borrowers.0.credit.scores": SCORES}
DEBTS: Changes = {**SCORED, "borrowers.0.incomes.0.pay": "3400"}
"""Obligations that no smaller loan brings within the limit."""
UNSOUND: Changes = {"property.appraisal.condition": "C6"}
OFFER: Changes = {**SCORED, "loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6"}
INCOMPLETE: Changes = {"property.monthly_taxes": None, "borrowers.0.declarations": None, "property.appraisal": None}
_SECOND: Changes = {
    "incomes": [],
    "credit.scores": [{"bureau": "experian", "score": 655, "key_factors": ["Amount past due on accounts"]}],
}
JOINT: Changes = {**DEBTS, "borrowers.1": borrower(**_SECOND)}
_LOW = {
    **_SECOND,
    "credit.scores": [{"bureau": "experian", "score": 583, "key_factors": ["Amount past due on accounts"]}],
}
LOW_JOINT: Changes = {**SCORED, "borrowers.1": borrower(**_LOW)}
"""The second borrower's score decides."""


def notices(changes: Changes) -> tuple[Notice, ...]:
    asked = application(changes)
    return notices_of(asked, underwrite(asked, what_if=False).decision)


def letters(changes: Changes, dated: date = DATED) -> tuple[Letter, ...]:
    return letters_of(notices(changes), application(changes), dated)


def letter(changes: Changes, dated: date = DATED) -> Letter:
    (only,) = letters(changes, dated)
    return only
