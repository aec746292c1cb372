"""Qualifying income: what each documented item counts for, in dollars a month, and how it was reckoned.

Rules: Fannie Mae Selling Guide chapter B3-3, which the lender follows for every program (its income policy). What
assets add to income (`lending.income.from_assets`) is reckoned once the funds are known.
"""

from lending.income.business import business_cash_flow
from lending.income.employment import base_pay_monthly
from lending.income.qualified import Exclusion, QualifiedIncome, first_payment_day
from lending.income.qualify import monthly_income, qualify_income
from lending.income.rental import subject_rent_monthly
from lending.months import months_between

__all__ = [
    "Exclusion",
    "QualifiedIncome",
    "base_pay_monthly",
    "business_cash_flow",
    "first_payment_day",
    "monthly_income",
    "months_between",
    "qualify_income",
    "subject_rent_monthly",
]
