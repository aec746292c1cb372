"""What a well-formed application may still get wrong: dates that have not come yet, amounts that are slips of a unit.

The bounds say where a typing error is certain, not where a loan is unwise: a rule judges the loan, this module only
asks back. They are the project's own and stand in no regulation.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lending.application import LoanApplication
from lending.borrower import Borrower
from lending.formats.complaints import Complaint
from lending.income_items import (
    EmploymentIncome,
    FixedIncome,
    IncomeItem,
    PayFrequency,
    RentalIncome,
    SelfEmploymentIncome,
)
from lending.money import ZERO
from lending.property import PropertyType

MAX_MONTHLY_DOLLARS = Decimal(5_000_000)
MAX_RATE_PERCENT = Decimal(25)
FRACTION_BELOW_PERCENT = Decimal("0.5")
MIN_PROPERTY_DOLLARS = Decimal(1_000)
MAX_AGE_YEARS = 120

_MONTHS = Decimal(12)
_PAYMENTS_A_YEAR = {
    PayFrequency.HOURLY: Decimal(52),
    PayFrequency.WEEKLY: Decimal(52),
    PayFrequency.BI_WEEKLY: Decimal(26),
    PayFrequency.SEMI_MONTHLY: Decimal(24),
    PayFrequency.MONTHLY: _MONTHS,
    PayFrequency.ANNUAL: Decimal(1),
}
_ONE_UNIT = frozenset({PropertyType.SINGLE_FAMILY, PropertyType.CONDOMINIUM, PropertyType.COOPERATIVE})

Path = tuple[str | int, ...]


def implausibilities(application: LoanApplication, today: date) -> Iterator[Complaint]:
    """Every date after `today` and every amount beyond the bounds above, in the order of the application's fields."""
    yield from _after(("application_date",), application.application_date, today)
    for number, borrower in enumerate(application.borrowers):
        yield from _of_borrower(("borrowers", number), borrower, today)
    for number, asset in enumerate(application.assets):
        for place, deposit in enumerate(asset.deposits):
            if deposit.documented_amount > deposit.amount:
                yield Complaint(
                    ("assets", number, "deposits", place, "documented_amount"),
                    "is more than the deposit itself",
                    "Write the part of amount whose source is documented.",
                )
    yield from _of_property(application, today)
    yield from _of_loan(application, today)


def _after(path: Path, day: date | None, today: date) -> Iterator[Complaint]:
    if day is not None and day > today:
        yield Complaint(
            path, f"{day} lies in the future (today is {today})", "Write the date on which it happened, as YYYY-MM-DD."
        )


def _of_borrower(path: Path, borrower: Borrower, today: date) -> Iterator[Complaint]:
    born = borrower.identity.birth_date
    if isinstance(born, date):
        at_birth = (*path, "identity", "birth_date")
        if born > today:
            yield Complaint(at_birth, "the date lies in the future", "Write the day of birth as YYYY-MM-DD.")
        elif today.year - born.year > MAX_AGE_YEARS:
            yield Complaint(
                at_birth, f"the date lies more than {MAX_AGE_YEARS} years back", "Write the day of birth as YYYY-MM-DD."
            )
    for number, income in enumerate(borrower.incomes):
        at_income = (*path, "incomes", number)
        yield from _of_income(at_income, income, today)
        started = getattr(income, "started_on", None)
        if isinstance(born, date) and started is not None and started < born:
            yield Complaint((*at_income, "started_on"), "lies before the borrower's birth", "Correct one of the two.")
    if borrower.credit is not None:
        yield from _after((*path, "credit", "report_date"), borrower.credit.report_date, today)
        for number, event in enumerate(borrower.credit.derogatory_events):
            yield from _after((*path, "credit", "derogatory_events", number, "completed_on"), event.completed_on, today)


def _monthly(income: EmploymentIncome) -> Decimal:
    hours = Decimal(income.hours_per_week or 1) if income.frequency is PayFrequency.HOURLY else Decimal(1)
    return income.pay * hours * _PAYMENTS_A_YEAR[income.frequency] / _MONTHS


def _of_income(path: Path, income: IncomeItem, today: date) -> Iterator[Complaint]:
    match income:
        case EmploymentIncome():
            yield from _after((*path, "started_on"), income.started_on, today)
            yield from _too_much_a_month((*path, "pay"), _monthly(income), "Check pay and frequency.")
        case SelfEmploymentIncome():
            yield from _after((*path, "started_on"), income.started_on, today)
            for number, entry in enumerate(income.years):
                if entry.year > today.year:
                    yield Complaint(
                        (*path, "years", number, "year"), f"{entry.year} has not come yet", "Write a tax year that has."
                    )
        case FixedIncome():
            yield from _too_much_a_month((*path, "monthly_amount"), income.monthly_amount, "Check the amount.")
        case RentalIncome():
            yield from _too_much_a_month((*path, "monthly_gross_rent"), income.monthly_gross_rent, "Check the amount.")


def _too_much_a_month(path: Path, monthly: Decimal, remedy: str) -> Iterator[Complaint]:
    if monthly > MAX_MONTHLY_DOLLARS:
        yield Complaint(path, f"comes to more than ${MAX_MONTHLY_DOLLARS:,} a month", remedy)


def _of_property(application: LoanApplication, today: date) -> Iterator[Complaint]:
    subject = application.property
    if (subject.property_type in _ONE_UNIT and subject.units > 1) or (
        subject.property_type is PropertyType.TWO_TO_FOUR_UNIT and subject.units == 1
    ):
        yield Complaint(
            ("property", "units"),
            f"{subject.units} contradicts property_type {subject.property_type}",
            "Write two_to_four_unit for two to four units, another property_type for one.",
        )
    if subject.appraisal is not None:
        yield from _after(("property", "appraisal", "effective_date"), subject.appraisal.effective_date, today)
        yield from _too_cheap(("property", "appraisal", "value"), subject.appraisal.value)


def _too_cheap(path: Path, amount: Decimal | None) -> Iterator[Complaint]:
    if amount is not None and amount < MIN_PROPERTY_DOLLARS:
        yield Complaint(
            path,
            f"${amount:,} is below ${MIN_PROPERTY_DOLLARS:,}",
            "Write whole dollars, not thousands: 400000 for $400,000.",
        )


def _of_loan(application: LoanApplication, today: date) -> Iterator[Complaint]:
    loan = application.loan
    yield from _too_cheap(("loan", "amount"), loan.amount)
    yield from _too_cheap(("loan", "purchase_price"), loan.purchase_price)
    for name in ("note_rate_percent", "undiscounted_rate_percent", "apor_percent"):
        yield from _no_such_rate(("loan", name), getattr(loan, name))
    if loan.arm is not None:
        for name in ("index_percent", "margin_percent"):
            rate: Decimal = getattr(loan.arm, name)
            if rate > MAX_RATE_PERCENT:
                yield from _no_such_rate(("loan", "arm", name), rate)
    yield from _after(("loan", "rate_lock_date"), loan.rate_lock_date, today)
    yield from _after(("loan", "existing_first_lien_note_date"), loan.existing_first_lien_note_date, today)


def _no_such_rate(path: Path, rate: Decimal | None) -> Iterator[Complaint]:
    if rate is None:
        return
    if rate > MAX_RATE_PERCENT:
        yield Complaint(path, f"{rate} percent is above {MAX_RATE_PERCENT} percent", "Write 6.5 for 6.5 percent.")
    elif ZERO < rate < FRACTION_BELOW_PERCENT:
        yield Complaint(path, f"{rate} looks like a fraction of one", "Write percent: 6.5 for 6.5 percent, not 0.065.")
