"""The applicant is asked for what an applicant can supply, and for nothing else."""

import pytest

from builders import REMOVED, application, borrower
from lending.core import underwrite
from lending.decision import Decision, Outcome


def decision(changes: dict[str, object]) -> Decision:
    return underwrite(application(changes), what_if=False).decision


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ("property.monthly_taxes", "Supply the property taxes."),
        ("borrowers.0.declarations", "Supply the declarations of borrower B1."),
        ("borrowers.0.identity.current_address", "Supply the current address of borrower B1."),
        ("loan.purchase_price", "Supply the purchase price."),
    ],
)
def test_an_applicant_supplies_what_only_applicants_know(field: str, item: str) -> None:
    found = decision({field: REMOVED})
    assert found.outcome is Outcome.INCOMPLETE
    assert found.missing_items == found.requested_items == (item,)


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ("borrowers.0.credit", "Obtain the credit report of borrower B1."),
        ("property.appraisal", "Obtain the appraised value."),
        ("loan.apor_percent", "Obtain the APOR of the rate-lock date."),
        ("loan.rate_lock_date", "Obtain the date of the rate lock."),
    ],
)
def test_the_lender_obtains_what_it_orders_or_locks_itself(field: str, item: str) -> None:
    found = decision({field: REMOVED})
    assert found.outcome is Outcome.INCOMPLETE
    assert found.missing_items == (item,)
    assert found.requested_items == ()


def test_the_insurance_premium_is_the_lenders_to_obtain() -> None:
    assert decision({"loan.amount": "380000"}).missing_items == ("Obtain the mortgage insurance premium.",)


def test_of_a_mixed_file_each_is_asked_for_the_own_part() -> None:
    found = decision({"borrowers.1": borrower(credit=REMOVED), "property.monthly_taxes": REMOVED})
    assert found.missing_items == ("Obtain the credit report of borrower B2.", "Supply the property taxes.")
    assert found.requested_items == ("Supply the property taxes.",)
