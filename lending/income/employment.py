"""Pay from an employer: base pay, variable pay by its trend, leave, and employment that cannot be relied on."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lending.income.qualified import Exclusion, QualifiedIncome, Setting, settled, withheld
from lending.income_items import EmploymentIncome, EmploymentVerification, PayFrequency, VariablePay
from lending.money import ZERO
from lending.months import months_between
from lending.payments import MONTHS_A_YEAR
from lending.tables.income import VARIABLE_PAY_MONTHS

PAYMENTS_A_YEAR = {
    PayFrequency.ANNUAL: 1,
    PayFrequency.MONTHLY: 12,
    PayFrequency.SEMI_MONTHLY: 24,
    PayFrequency.BI_WEEKLY: 26,
    PayFrequency.WEEKLY: 52,
    PayFrequency.HOURLY: 52,
}
"""Of hourly pay a week's hours are paid at once."""


def base_pay_monthly(item: EmploymentIncome) -> Decimal:
    """Base pay a month, unrounded."""
    hours = (item.hours_per_week or 0) if item.frequency is PayFrequency.HOURLY else 1
    return item.pay * hours * PAYMENTS_A_YEAR[item.frequency] / MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class _Period:
    """What was earned within one calendar year, from `first` to `last`."""

    total: Decimal
    first: date
    last: date

    @property
    def months(self) -> Decimal:
        """A month that was worked in part counts by its days: from 1 January to 15 March are 2 15/31 months."""
        return _month_of(self.last + timedelta(days=1)) - _month_of(self.first)


def _month_of(morning: date) -> Decimal:
    """Months from the year 0 to the start of the day."""
    days = monthrange(morning.year, morning.month)[1]
    return morning.year * MONTHS_A_YEAR + morning.month + Decimal(morning.day - 1) / days


def _periods(pay: VariablePay, item: EmploymentIncome, setting: Setting) -> list[_Period]:
    """The periods of the employment for which the pay is known, newest first."""
    this_year = (item.paid_through or setting.application_date).year
    spans = [
        (pay.last_year_total, this_year - 1, date(this_year - 1, 12, 31)),
        (pay.prior_year_total, this_year - 2, date(this_year - 2, 12, 31)),
    ]
    if item.paid_through is not None:
        spans.insert(0, (pay.year_to_date_total, this_year, item.paid_through))
    return [
        _Period(total, max(date(year, 1, 1), item.started_on), last)
        for total, year, last in spans
        if total is not None and item.started_on <= last
    ]


@dataclass(frozen=True, slots=True)
class VariableMonthly:
    """Dollars a month. `falling`: the newest period earned less a month than the one before it."""

    monthly: Decimal
    falling: bool
    long_enough: bool


def variable_monthly(pay: VariablePay, item: EmploymentIncome, setting: Setting) -> VariableMonthly:
    """The lowest of the averages that reach back from the newest period: over it alone, with the one before, and so on.

    Level or rising pay counts at the average over all periods, because that is the lowest then. Pay that fell counts at
    its lower, newer level. More pay in any period can never count for less.
    """
    periods = _periods(pay, item, setting)
    needed = VARIABLE_PAY_MONTHS.on(setting.application_date).value
    if not periods:
        return VariableMonthly(ZERO, falling=False, long_enough=False)
    averages, total, months = [], ZERO, ZERO
    for period in periods:
        total, months = total + period.total, months + period.months
        averages.append(total / months)
    history = months_between(periods[-1].first, periods[0].last + timedelta(days=1))
    falling = len(periods) > 1 and periods[0].total * periods[1].months < periods[1].total * periods[0].months
    return VariableMonthly(min(averages), falling=falling, long_enough=history >= needed)


@dataclass(frozen=True, slots=True)
class RegularPay:
    """Dollars a month of base and variable pay; `young` is the part of it whose history is too short to count."""

    counted: Decimal
    young: Decimal
    falling: bool
    words: str


def regular_pay(item: EmploymentIncome, setting: Setting) -> RegularPay:
    hours = "" if item.hours_per_week is None else f" at {item.hours_per_week} hours a week"
    words = f"base pay by {item.frequency.replace('_', '-')} frequency{hours}"
    counted, young, falling = base_pay_monthly(item), ZERO, False
    for pay in item.variable:
        variable = variable_monthly(pay, item, setting)
        if variable.long_enough:
            counted += variable.monthly
            falling |= variable.falling
        else:
            young += variable.monthly
    if item.variable:
        kinds = ", ".join(pay.kind for pay in item.variable)
        words += f", with {kinds} averaged over its history or at the lower recent level"
    return RegularPay(counted, young, falling, words)


def has_ended(item: EmploymentIncome, closing: date) -> bool:
    return item.ends_on is not None and item.ends_on <= closing


def _excluded(item: EmploymentIncome, setting: Setting) -> Exclusion | None:
    """Why nothing of the pay counts; what documents would cure comes last."""
    if has_ended(item, setting.closing):
        return Exclusion.ENDED
    if item.started_on > setting.closing:
        return Exclusion.NOT_BEGUN
    continuance = setting.figures.continuance_months
    if item.ends_on is not None and months_between(setting.closing, item.ends_on) < continuance:
        return Exclusion.TEMPORARY
    if item.verification is EmploymentVerification.NOT_CONFIRMED:
        return Exclusion.EMPLOYER_DID_NOT_CONFIRM
    return None if item.documented else Exclusion.NOT_DOCUMENTED


def returns_in_time(item: EmploymentIncome, first_payment: date) -> bool:
    """Whether the borrower is at work when the first payment is due (Selling Guide B3-3.3-09)."""
    return item.leave is None or item.leave.returns_on <= first_payment


def qualify_employment(borrower_id: str, item: EmploymentIncome, setting: Setting) -> QualifiedIncome:
    """Regular pay; during a leave that outlasts the first payment, the lesser of it and the pay of the leave."""
    pay = regular_pay(item, setting)
    monthly, if_counted, words = pay.counted, pay.counted + pay.young, pay.words
    excluded = Exclusion.SHORT_VARIABLE_PAY if pay.young else None
    if item.leave is not None and not (item.leave.return_confirmed and returns_in_time(item, setting.first_payment)):
        monthly = min(item.leave.monthly_income, pay.counted)
        if_counted = pay.counted if returns_in_time(item, setting.first_payment) else monthly
        excluded = None if item.leave.return_confirmed else Exclusion.RETURN_UNCONFIRMED
        words = "the lesser of the pay during the leave and the regular pay"
    why = _excluded(item, setting)
    if why is not None:
        monthly, if_counted, excluded = withheld(monthly), monthly, why
    return settled(
        borrower_id,
        item.income_id,
        item.kind,
        words,
        monthly=monthly,
        if_counted=if_counted,
        excluded=excluded,
        declining=pay.falling,
    )
