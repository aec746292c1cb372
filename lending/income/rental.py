"""Rent: of property other than the subject, by tax return or by lease, and of the subject itself."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.income.qualified import Exclusion, QualifiedIncome, Setting, settled
from lending.income_items import RentalIncome, ScheduleE
from lending.money import HUNDRED, ZERO, share, to_cents
from lending.property import Occupancy
from lending.tables.income import BUSINESS, INCOME


def schedule_e_monthly(return_: ScheduleE) -> Decimal:
    """Rent less running costs a month in service: what PITIA already holds and what cost no money is added back."""
    added = return_.insurance + return_.mortgage_interest + return_.taxes + return_.association_dues
    added += return_.depreciation + return_.one_time_expenses
    return (return_.rents_received - return_.expenses + added) / return_.months_in_service


def _rent(item: RentalIncome, setting: Setting) -> tuple[Decimal, str]:
    if item.schedule_e is not None:
        return schedule_e_monthly(item.schedule_e), f"Schedule E of {item.schedule_e.year}, adjusted,"
    percent = setting.figures.rental_percent
    return share(item.monthly_gross_rent, percent), f"{percent.normalize():f} percent of gross rent"


def _excluded(item: RentalIncome, setting: Setting) -> Exclusion | None:
    lag = BUSINESS.on(setting.application_date).value.newest_return_lag_years
    if item.schedule_e is not None and item.schedule_e.year < setting.application_date.year - lag:
        return Exclusion.OLD_RETURN
    return None if item.documented else Exclusion.NOT_DOCUMENTED


def qualify_rental(borrower_id: str, item: RentalIncome, setting: Setting) -> QualifiedIncome:
    """Net of the property's PITIA. Rent that does not count is nothing, while the property still costs its PITIA.

    A property that is sold by closing brings and costs nothing.
    """
    rent, words = _rent(item, setting)
    if item.property_id in setting.sold:
        words = f"{words}, of a property that is sold"
        return settled(borrower_id, item.income_id, item.kind, words, monthly=ZERO, excluded=Exclusion.SOLD)
    excluded = _excluded(item, setting)
    return settled(
        borrower_id,
        item.income_id,
        item.kind,
        f"{words} less the property's PITIA",
        monthly=(min(rent, ZERO) if excluded else rent) - item.monthly_pitia,
        if_counted=rent - item.monthly_pitia,
        excluded=excluded,
    )


def subject_rent_monthly(application: LoanApplication) -> Decimal:
    """The share of the subject's market rent that counts: none on a one-unit home that the borrowers live in.

    Without a present housing expense it counts for nothing on any property (Selling Guide B3-3.8-01).
    """
    home = application.property
    if not any(borrower.current_monthly_housing for borrower in application.borrowers):
        return ZERO
    if home.expected_monthly_rent is None or home.occupancy is Occupancy.SECOND_HOME:
        return ZERO
    if home.occupancy is Occupancy.PRIMARY and home.units == 1:
        return ZERO
    percent = INCOME.on(application.application_date).value.rental_percent
    return to_cents(home.expected_monthly_rent * percent / HUNDRED)
