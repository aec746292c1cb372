"""What a well-formed application may still get wrong: dates that have not come yet, amounts that are slips of a unit.

The bounds say where a typing error is certain, not where a loan is unwise: a rule judges the loan, this module only
asks back. They are the project's own and stand in no regulation.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel

from lending.application import LoanApplication
from lending.borrower import Borrower, CreditReport
from lending.formats.complaints import Complaint
from lending.income import base_pay_monthly
from lending.income_items import EmploymentIncome, IncomeItem, RentalIncome, SelfEmploymentIncome
from lending.loan import LoanTerms
from lending.money import ZERO
from lending.payments import MONTHS_A_YEAR
from lending.property import Appraisal, PropertyType

MAX_MONTHLY_DOLLARS = Decimal(5_000_000)
MAX_RATE_PERCENT = Decimal(25)
FRACTION_BELOW_PERCENT = Decimal("0.5")
MIN_PROPERTY_DOLLARS = Decimal(1_000)
MIN_YEARLY_LIMIT_DOLLARS = Decimal(12_000)
MAX_LENDER_CREDITS_SHARE = Decimal("0.5")
MAX_AGE_YEARS = 120
MAX_TIME_TO_CLOSING = timedelta(days=3 * 366)
MAX_TIME_TO_FIRST_PAYMENT = timedelta(days=366)

_ONE_UNIT = frozenset({PropertyType.SINGLE_FAMILY, PropertyType.CONDOMINIUM, PropertyType.COOPERATIVE})

_WRITE_DOLLARS = "Check the amount: write dollars, not cents."

Path = tuple[str | int, ...]


def implausibilities(application: LoanApplication, today: date) -> Iterator[Complaint]:
    """Every date after `today` that has to lie behind us and every figure beyond the bounds above."""
    for name in ("application_date", "completed_on"):
        yield from _after((name,), getattr(application, name), today)
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
    limit = application.household.income_limit if application.household is not None else None
    if limit is not None and limit < MIN_YEARLY_LIMIT_DOLLARS:
        words = f"${limit:,} is below ${MIN_YEARLY_LIMIT_DOLLARS:,} a year"
        yield Complaint(("household", "income_limit"), words, "Write dollars a year, not a month.")
    yield from _of_property(application, today)
    yield from _of_loan(application, today)
    yield from _too_much_a_month((), application)


def _after(path: Path, day: date | None, today: date) -> Iterator[Complaint]:
    if day is not None and day > today:
        yield Complaint(
            path, f"{day} lies in the future (today is {today})", "Write the date on which it happened, as YYYY-MM-DD."
        )


def _too_late(path: Path, day: date, start: str, latest: date, *, years: str) -> Iterator[Complaint]:
    if day > latest:
        yield Complaint(path, f"{day} lies more than {years} after {start}", "Check the year.")


def _too_much_a_month(path: Path, model: BaseModel) -> Iterator[Complaint]:
    """Every amount whose name says that it is a month's, wherever it stands."""
    for name, value in model:
        match value:
            case Decimal() if "monthly" in name:
                yield from _beyond_a_month((*path, name), value, "Check the amount.")
            case BaseModel():
                yield from _too_much_a_month((*path, name), value)
            case tuple():
                for number, entry in enumerate(value):
                    if isinstance(entry, BaseModel):
                        yield from _too_much_a_month((*path, name, number), entry)


def _beyond_a_month(path: Path, monthly: Decimal, remedy: str) -> Iterator[Complaint]:
    if monthly > MAX_MONTHLY_DOLLARS:
        yield Complaint(path, f"comes to more than ${MAX_MONTHLY_DOLLARS:,} a month", remedy)


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
        yield from _of_credit((*path, "credit"), borrower.credit, today)


def _of_credit(path: Path, report: CreditReport, today: date) -> Iterator[Complaint]:
    yield from _after((*path, "report_date"), report.report_date, today)
    for number, score in enumerate(report.scores):
        yield from _after((*path, "scores", number, "created_on"), score.created_on, today)
    for number, event in enumerate(report.derogatory_events):
        yield from _after((*path, "derogatory_events", number, "completed_on"), event.completed_on, today)


def _of_income(path: Path, income: IncomeItem, today: date) -> Iterator[Complaint]:
    match income:
        case EmploymentIncome():
            yield from _of_employment(path, income, today)
        case SelfEmploymentIncome():
            yield from _after((*path, "started_on"), income.started_on, today)
            for number, entry in enumerate(income.years):
                yield from _not_come((*path, "years", number, "year"), entry.year, today)
        case RentalIncome() if income.schedule_e is not None:
            yield from _not_come((*path, "schedule_e", "year"), income.schedule_e.year, today)


def _of_employment(path: Path, income: EmploymentIncome, today: date) -> Iterator[Complaint]:
    yield from _after((*path, "started_on"), income.started_on, today)
    yield from _after((*path, "paid_through"), income.paid_through, today)
    if income.paid_through is not None and income.paid_through < income.started_on:
        yield Complaint((*path, "paid_through"), "lies before started_on", "Correct one of the two.")
    yield from _beyond_a_month((*path, "pay"), base_pay_monthly(income), "Check pay and frequency.")
    for number, pay in enumerate(income.variable):
        for name in ("year_to_date_total", "last_year_total", "prior_year_total"):
            of_year = getattr(pay, name) or ZERO
            yield from _beyond_a_month((*path, "variable", number, name), of_year / MONTHS_A_YEAR, "Check the amount.")


def _not_come(path: Path, year: int, today: date) -> Iterator[Complaint]:
    if year > today.year:
        yield Complaint(path, f"{year} has not come yet", "Write a tax year that has.")


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
    for name in ("appraisal", "second_appraisal"):
        yield from _of_appraisal(("property", name), getattr(subject, name), today)
    for name in ("acquired_on", "seller_acquired_on"):
        yield from _after(("property", name), getattr(subject, name), today)


def _of_appraisal(path: Path, appraisal: Appraisal | None, today: date) -> Iterator[Complaint]:
    if appraisal is None:
        return
    yield from _after((*path, "effective_date"), appraisal.effective_date, today)
    yield from _too_cheap((*path, "value"), appraisal.value)
    yield from _after((*path, "copy_delivered_on"), appraisal.copy_delivered_on, today)
    if appraisal.copy_delivered_on is not None and appraisal.copy_delivered_on < appraisal.effective_date:
        yield Complaint((*path, "copy_delivered_on"), "lies before effective_date", "Correct one of the two.")


def _too_cheap(path: Path, amount: Decimal | None) -> Iterator[Complaint]:
    """What a seller once paid is not asked about: a deed may name a price of ten dollars."""
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
    yield from _of_rates(loan)
    yield from _of_cash(loan)
    terms = loan.negative_amortization_terms
    if terms is not None and terms.maximum_balance < loan.amount:
        at_maximum = ("loan", "negative_amortization_terms", "maximum_balance")
        yield Complaint(at_maximum, "is below loan.amount", "Write the largest balance that the note allows.")
    yield from _after(("loan", "rate_lock_date"), loan.rate_lock_date, today)
    closing = loan.expected_closing_date
    latest = application.application_date + MAX_TIME_TO_CLOSING
    yield from _too_late(("loan", "expected_closing_date"), closing, "application_date", latest, years="three years")
    if loan.first_payment_date is not None:
        latest = closing + MAX_TIME_TO_FIRST_PAYMENT
        at_payment = ("loan", "first_payment_date")
        yield from _too_late(at_payment, loan.first_payment_date, "expected_closing_date", latest, years="a year")
    yield from _after(("loan", "existing_first_lien_note_date"), loan.existing_first_lien_note_date, today)


def _of_cash(loan: LoanTerms) -> Iterator[Complaint]:
    """Credits and cash that no closing statement could balance."""
    most = loan.amount * MAX_LENDER_CREDITS_SHARE
    if loan.lender_credits > most:
        yield Complaint(("loan", "lender_credits"), f"is more than ${most:,.2f}, half the loan", _WRITE_DOLLARS)
    if loan.purchase_price is not None:
        for name in ("earnest_money_paid", "seller_concessions"):
            if getattr(loan, name) > loan.purchase_price:
                yield Complaint(("loan", name), "is more than purchase_price", _WRITE_DOLLARS)
    at_cash = ("loan", "cash_to_borrower")
    if loan.cash_to_borrower > loan.amount:
        yield Complaint(at_cash, "is more than loan.amount", _WRITE_DOLLARS)
    for name in ("purchase_price", "payoff_amount"):
        due = getattr(loan, name)
        if due and loan.cash_to_borrower < -due:
            yield Complaint(at_cash, f"takes more from the borrower than {name}", _WRITE_DOLLARS)


def _of_rates(loan: LoanTerms) -> Iterator[Complaint]:
    for name in ("note_rate_percent", "undiscounted_rate_percent", "apor_percent", "disclosed_apr_percent"):
        yield from _no_such_rate(("loan", name), getattr(loan, name), FRACTION_BELOW_PERCENT)
    if loan.arm is not None:
        for name in ("index_percent", "margin_percent"):
            yield from _no_such_rate(("loan", "arm", name), getattr(loan.arm, name))
    yield from _no_such_rate(("loan", "mortgage_insurance_annual_percent"), loan.mortgage_insurance_annual_percent)
    coverage = loan.mortgage_insurance_coverage_percent
    if coverage is not None and ZERO < coverage < 1:
        yield _fraction(("loan", "mortgage_insurance_coverage_percent"), coverage, "Write 25 for 25 percent, not 0.25.")


def _no_such_rate(path: Path, rate: Decimal | None, least: Decimal = ZERO) -> Iterator[Complaint]:
    if rate is None:
        return
    if rate > MAX_RATE_PERCENT:
        yield Complaint(path, f"{rate} percent is above {MAX_RATE_PERCENT} percent", "Write 6.5 for 6.5 percent.")
    elif ZERO < rate < least:
        yield _fraction(path, rate, "Write percent: 6.5 for 6.5 percent, not 0.065.")


def _fraction(path: Path, share: Decimal, remedy: str) -> Complaint:
    return Complaint(path, f"{share} looks like a fraction of one", remedy)
