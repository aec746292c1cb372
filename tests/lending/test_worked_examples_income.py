"""Income examples with known answers, worked by the agencies themselves. Each test names its source."""

from decimal import Decimal

from builders import application
from incomes import employment, leave, qualified
from lending.facts import establish_facts
from lending.income.from_assets import months_of_leave, supplement
from lending.income_items import FixedIncomeKind


def test_selling_guide_b3_3_3_09_temporary_leave_of_2000_and_liquid_assets_of_30000() -> None:
    """Regular pay 6,000, needed 18,000, first payment 1 July, return 1 November: 3,000 are added, 5,000 in all."""
    subject = application(
        {
            "borrowers.0.incomes": [employment(pay="6000", leave=leave("2000", "2026-11-01"))],
            "loan.first_payment_date": "2026-07-01",
            "loan.amount": "162000",
            "loan.purchase_price": "180000",
            "property.appraisal.value": "180000",
            "loan.fees": [],
            "assets.0.balance": "30000",
        }
    )
    facts = establish_facts(subject)
    assert facts.funds.to_close == 18_000
    assert facts.incomes[0].monthly == 5_000
    assert facts.ratios.qualifying_income == 5_000
    first_payment = subject.loan.first_payment_date
    assert first_payment is not None
    months = months_of_leave(first_payment, first_payment.replace(month=11))
    assert supplement(Decimal(6_000), Decimal(2_000), Decimal(12_000), months) == 3_000


def test_selling_guide_b3_3_4_15_social_security_of_1500_is_grossed_up_by_56() -> None:
    benefit = {
        "kind": "fixed",
        "income_id": "I1",
        "source": FixedIncomeKind.SOCIAL_SECURITY,
        "monthly_amount": "1500",
    }
    found = qualified(benefit)
    assert [found.gross_up, found.monthly] == [56, 1_556]
