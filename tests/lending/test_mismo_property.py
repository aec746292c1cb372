"""MISMO 3.4: the home that secures the loan."""

from datetime import date
from decimal import Decimal

import pytest

from lending.property import PropertyType
from mismo_exports import Change, before, exported, leaf, notes, problem, swap


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (swap("ConstructionMethodType", "SiteBuilt", "Manufactured"), PropertyType.MANUFACTURED),
        (swap("ConstructionMethodType", "SiteBuilt", "Modular"), PropertyType.SINGLE_FAMILY),
        (swap("PUDIndicator", "false", "true"), PropertyType.PLANNED_UNIT_DEVELOPMENT),
        (swap("FinancedUnitCount", "1", "3"), PropertyType.TWO_TO_FOUR_UNIT),
        (
            before(
                "<PROPERTY_DETAIL>",
                "<PROJECT><PROJECT_DETAIL>"
                f"{leaf('ProjectLegalStructureType', 'Cooperative')}</PROJECT_DETAIL></PROJECT>",
            ),
            PropertyType.COOPERATIVE,
        ),
    ],
)
def test_the_type_of_the_home_follows_from_what_is_said_of_it(change: Change, kind: PropertyType) -> None:
    assert exported(change).property.property_type is kind


@pytest.mark.parametrize("point", ["ConstructionMethodType", "PropertyUsageType"])
def test_a_home_of_an_unknown_kind_or_use_is_refused_with_its_point(point: str) -> None:
    told = problem((f"<{point}>", f"<{point}>Un"))
    assert point in told.problem


def test_an_appraisal_from_outside_and_a_second_one_are_read() -> None:
    outside = before("</PROPERTY_VALUATION_DETAIL>", leaf("PropertyInspectionType", "ExteriorOnly"))
    again = leaf("PropertyValuationAmount", "510000") + leaf("PropertyValuationEffectiveDate", "2026-03-11")
    inside = leaf("PropertyInspectionType", "ExteriorAndInterior")
    detail = f"<PROPERTY_VALUATION_DETAIL>{again}{inside}</PROPERTY_VALUATION_DETAIL>"
    second = f"<PROPERTY_VALUATION>{detail}</PROPERTY_VALUATION>"
    home = exported(outside, before("</PROPERTY_VALUATIONS>", second)).property
    assert home.appraisal is not None
    assert home.second_appraisal is not None
    assert (home.appraisal.interior_inspected, home.second_appraisal.interior_inspected) == (False, True)
    assert home.appraisal.value == 525_000
    assert home.second_appraisal.value == 510_000
    assert "PropertyValuationAmount is not read" in notes(before("</PROPERTY_VALUATIONS>", second * 2))


def sale(day: str, price: str) -> str:
    sold = leaf("OwnershipTransferDate", day) + leaf("OwnershipTransferTransactionAmount", price)
    return f"<SALES_HISTORY>{sold}</SALES_HISTORY>"


def test_on_a_purchase_the_newest_sale_is_when_the_seller_bought() -> None:
    sales = f"<SALES_HISTORIES>{sale('2012-05-01', '210000')}{sale('2025-12-10', '400000')}</SALES_HISTORIES>"
    home = exported(
        before("</SUBJECT_PROPERTY>", sales), before("<PUDIndicator>", leaf("PropertyAcquiredDate", "2020-01-01"))
    )
    assert home.property.seller_acquired_on == date(2025, 12, 10)
    assert home.property.seller_acquisition_price == 400_000
    assert home.property.acquired_on == date(2020, 1, 1)


def test_proposed_expenses_of_one_kind_are_added_up_and_present_ones_are_told() -> None:
    def expense(timing: str, amount: str) -> Change:
        stated = leaf("HousingExpensePaymentAmount", amount) + leaf("HousingExpenseTimingType", timing)
        kind = leaf("HousingExpenseType", "SupplementalPropertyInsurance")
        return before("</HOUSING_EXPENSES>", f"<HOUSING_EXPENSE>{stated}{kind}</HOUSING_EXPENSE>")

    assert exported(expense("Proposed", "15.50")).property.monthly_insurance == Decimal("150.50")
    assert exported(expense("Present", "15.50")).property.monthly_insurance == 135
    assert "HousingExpensePaymentAmount is not read" in notes(expense("Present", "15.50"))
