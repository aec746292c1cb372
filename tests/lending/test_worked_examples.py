"""Examples with known answers, worked by the regulators and the agencies themselves. Each test names its source."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower
from casework import case_of
from lending.appendix_j import Advance, Payment, appendix_j_apr, level_payments
from lending.apr import Stream, apr_percent
from lending.atr_payment import atr_payment
from lending.cash import reckon_funds
from lending.compliance.qm import points_and_fees_cap
from lending.credit import average_median_score, borrower_score, representative_score, score_for_minimum
from lending.disclosure import Disclosure, disclose, within_tolerance
from lending.facts import establish_facts
from lending.income import qualify_income
from lending.loan import FeeKind, LoanTerms
from lending.money import round_up_whole, to_cents, to_dollars, truncate
from lending.obligations import Debt
from lending.payment_schedule import payment_streams, rate_path
from lending.payments import balance_after, monthly_payment
from lending.pricing import excluded_discount_points, price
from lending.programs import REGISTRY
from lending.programs.base import MortgageInsurance
from lending.property import Occupancy
from lending.tables.regulation_z import QM_FEES
from lending.tables.va import RESIDUAL_INCOME
from lending.underwriting.residual import region_of, table_amount
from lending.unit_periods import MONTH, SEMIMONTH, YEAR, Interval, UnitPeriod

NO_INSURANCE = MortgageInsurance(Decimal(0), Decimal(0), 0, None)


def loan_terms(**terms: Any) -> LoanTerms:
    """A refinance that closes in 2026, because the examples rarely say more than amount, rate and term."""
    given = {"purpose": "rate_term_refinance", "payoff_amount": "0", "term_months": 360, "note_rate_percent": "6"}
    return LoanTerms.model_validate({**given, "expected_closing_date": "2026-04-15", **terms})


FOUR_WEEKS = UnitPeriod(Interval.WEEK, 4)
TWO_WEEKS = UnitPeriod(Interval.WEEK, 2)
WEEK = UnitPeriod(Interval.WEEK)
TWO_MONTHS = UnitPeriod(Interval.MONTH, 2)
QUARTER = UnitPeriod(Interval.MONTH, 3)


def lent(amount: int, day: str) -> Advance:
    return Advance(date.fromisoformat(day), Decimal(amount))


def paid(count: int, amount: str, first: str, every: UnitPeriod = MONTH) -> list[Payment]:
    return level_payments(date.fromisoformat(first), count, Decimal(amount), every)


@pytest.mark.parametrize(
    ("advances", "payments", "unit", "expected"),
    [
        pytest.param(
            [lent(5_000, "1978-01-10")], paid(24, "230", "1978-02-10"), MONTH, "9.69", id="(c)(1)(i): monthly"
        ),
        pytest.param(
            [lent(6_000, "1978-02-10")],
            paid(36, "200", "1978-04-01"),
            MONTH,
            "11.82",
            id="(c)(1)(ii): a long first period",
        ),
        pytest.param(
            [lent(5_000, "1978-02-23")],
            paid(24, "219.17", "1978-03-01", SEMIMONTH),
            SEMIMONTH,
            "10.34",
            id="(c)(1)(iii): semimonthly, a short first period",
        ),
        pytest.param(
            [lent(10_000, "1978-05-23")],
            paid(40, "385", "1978-10-01", QUARTER),
            QUARTER,
            "8.97",
            id="(c)(1)(iv): quarterly, a long first period",
        ),
        pytest.param(
            [lent(500, "1978-03-20")],
            paid(30, "17.60", "1978-04-21", WEEK),
            WEEK,
            "14.96",
            id="(c)(1)(v): weekly, a long first period",
        ),
        pytest.param(
            [lent(5_000, "1978-01-10")],
            [*paid(1, "250", "1978-02-10"), *paid(23, "230", "1978-03-10")],
            MONTH,
            "10.08",
            id="(c)(2)(i): a larger first payment",
        ),
        pytest.param(
            [lent(400, "1978-03-18")],
            [*paid(1, "39.50", "1978-04-20"), *paid(11, "38.31", "1978-05-18", FOUR_WEEKS)],
            FOUR_WEEKS,
            "28.50",
            id="(c)(2)(ii): every four weeks, a long first period and a larger first payment",
        ),
        pytest.param(
            [lent(5_000, "1978-01-10")],
            [*paid(23, "230", "1978-02-10"), *paid(1, "280", "1980-01-10")],
            MONTH,
            "10.50",
            id="(c)(3)(i): a larger last payment",
        ),
        pytest.param(
            [lent(200, "1978-04-03")],
            [*paid(19, "9.50", "1978-04-11", TWO_WEEKS), *paid(1, "30", "1979-01-02")],
            TWO_WEEKS,
            "12.22",
            id="(c)(3)(ii): every two weeks, a short first period and a larger last payment",
        ),
        pytest.param(
            [lent(5_000, "1978-01-10")],
            [*paid(1, "250", "1978-02-10"), *paid(22, "230", "1978-03-10"), *paid(1, "280", "1980-01-10")],
            MONTH,
            "10.90",
            id="(c)(4)(i): first and last payment differ",
        ),
        pytest.param(
            [lent(8_000, "1978-01-10")],
            [
                *paid(1, "449.36", "1978-03-01"),
                *paid(18, "465", "1978-05-01", TWO_MONTHS),
                *paid(1, "200", "1981-05-01"),
            ],
            TWO_MONTHS,
            "7.30",
            id="(c)(4)(ii): every two months, a short first period, first and last payment differ",
        ),
        pytest.param(
            [lent(1_000, "1978-01-03")],
            paid(1, "1080", "1978-09-15"),
            UnitPeriod(Interval.DAY, 255),
            "11.45",
            id="(c)(5)(i): a single payment after 255 days",
        ),
        pytest.param(
            [lent(1_000, "1978-07-15")],
            paid(1, "1044", "1979-01-15"),
            UnitPeriod(Interval.MONTH, 6),
            "8.80",
            id="(c)(5)(ii): a single payment after six months",
        ),
        pytest.param(
            [lent(1_000, "1978-01-17")],
            paid(1, "1135.19", "1979-07-17"),
            YEAR,
            "8.76",
            id="(c)(5)(iii): a single payment after a year and a half",
        ),
        pytest.param(
            [lent(2_135, "1978-01-25")],
            [
                *paid(9, "100", "1978-02-20", FOUR_WEEKS),
                *paid(6, "100", "1978-11-13", FOUR_WEEKS),
                *paid(6, "100", "1979-05-14", FOUR_WEEKS),
                *paid(3, "100", "1979-11-12", FOUR_WEEKS),
            ],
            FOUR_WEEKS,
            "12.00",
            id="(c)(6)(i): every four weeks, never twice in a month",
        ),
        pytest.param(
            [lent(20_000, "1979-04-10"), lent(20_000, "1979-06-12"), lent(20_000, "1979-09-18")],
            paid(240, "612.36", "1979-12-10"),
            MONTH,
            "10.25",
            id="(c)(7)(i): construction, three advances",
        ),
    ],
)
def test_apr_of_regulation_z_appendix_j(
    advances: list[Advance], payments: list[Payment], unit: UnitPeriod, expected: str
) -> None:
    apr = appendix_j_apr(advances, payments)
    assert to_cents(apr.percent) == Decimal(expected)
    assert abs(apr.percent - Decimal(expected)) <= Decimal("0.005")
    assert apr.unit_period == unit


@pytest.mark.parametrize(
    ("streams", "expected"),
    [
        pytest.param([(1, 24, 230)], "9.69", id="appendix J (c)(1)(i): 24 equal payments"),
        pytest.param([(1, 23, 230), (24, 1, 280)], "10.50", id="appendix J (c)(3)(i): a larger last payment"),
        pytest.param(
            [(1, 1, 250), (2, 22, 230), (24, 1, 280)], "10.90", id="appendix J (c)(4)(i): first and last payment differ"
        ),
    ],
)
def test_apr_of_regulation_z_appendix_j_from_counted_months(streams: list[tuple[int, int, int]], expected: str) -> None:
    apr = apr_percent(Decimal(5_000), [Stream(first, count, Decimal(amount)) for first, count, amount in streams])
    assert to_cents(apr) == Decimal(expected)


@pytest.mark.parametrize(("irregular", "points"), [(False, "0.125"), (True, "0.25")])
def test_apr_tolerance_of_regulation_z_1026_22_a_2_and_3(*, irregular: bool, points: str) -> None:
    day = date(2026, 4, 15)
    assert within_tolerance(Decimal(7) + Decimal(points), Decimal(7), day, irregular=irregular)
    assert not within_tolerance(Decimal("7.000001") + Decimal(points), Decimal(7), day, irregular=irregular)


def test_principal_and_interest_of_the_sample_closing_disclosure_h_25_b() -> None:
    assert monthly_payment(Decimal(162_000), Decimal("3.875"), 360) == Decimal("761.78")


@pytest.mark.parametrize(
    ("insured", "payment"), [pytest.param(True, "1050.26", id="years 1-7"), pytest.param(False, "967.91", id="later")]
)
def test_monthly_payment_of_the_sample_closing_disclosure_h_25_b(*, insured: bool, payment: str) -> None:
    """Mortgage insurance of 82.35 a month is 0.61 percent a year of 162,000; escrow is 206.13."""
    subject = application(
        {
            "loan.amount": "162000",
            "loan.purchase_price": "180000",
            "loan.note_rate_percent": "3.875",
            "loan.mortgage_insurance_annual_percent": "0.61" if insured else REMOVED,
            "property.monthly_taxes": "106.13",
            "property.monthly_insurance": "100.00",
        }
    )
    assert establish_facts(subject).ratios.pitia == Decimal(payment)


H_25_B = {"amount": "162000", "note_rate_percent": "3.875"}
H_25_B_INSURANCE = MortgageInsurance(Decimal(0), Decimal("82.35"), None, None)


def h_25_b(**fees: str) -> Disclosure:
    """162,000 at 3.875 percent on a price of 180,000, insured at 82.35 a month until 78 percent of it is owed."""
    charged = [{"name": kind, "kind": kind, "amount": amount} for kind, amount in fees.items()]
    loan, price_paid = loan_terms(**H_25_B, fees=charged), Decimal(180_000)
    return disclose(loan, H_25_B_INSURANCE, price_paid, price(loan, H_25_B_INSURANCE, price_paid))


def test_cost_of_credit_of_the_sample_closing_disclosure_h_25_b() -> None:
    """The sample takes no prepaid finance charge off its amount financed, so the figures are those without fees."""
    found = h_25_b()
    assert (found.amount_financed, found.finance_charge) == (Decimal(162_000), Decimal("118830.27"))
    assert round(found.apr, 3) == Decimal("4.174")


def test_total_of_payments_of_the_sample_closing_disclosure_h_25_b() -> None:
    """With its total loan costs of 4,694.05 and its prepaid interest of 279.04."""
    found = h_25_b(third_party_real_estate_charge="4694.05", prepaid_interest="279.04")
    assert found.total_of_payments == Decimal("285803.36")
    assert to_cents(found.total_interest_percentage) == Decimal("69.46")


STEP_RATE = {
    "initial_fixed_months": 24,
    "adjustment_months": 36,
    "index_percent": "5",
    "margin_percent": "2.5",
    "first_cap_points": "0.5",
    "periodic_cap_points": "0.5",
    "lifetime_cap_points": "1",
}
"""6.5 percent for two years, 7 for three and 7.5 from then on, written as an index that does not move."""

NEGATIVE_AMORTIZATION = {
    "initial_fixed_months": 1,
    "adjustment_months": 1,
    "index_percent": "4.5",
    "margin_percent": "3.5",
    "first_cap_points": "9",
    "periodic_cap_points": "9",
    "lifetime_cap_points": "9",
}


@pytest.mark.parametrize(
    ("terms", "dollars"),
    [
        pytest.param(
            {"note_rate_percent": "6.5", "arm": STEP_RATE},
            1398,
            id="comment 43(c)(5)(i)-5.iii: step rate at its highest",
        ),
        pytest.param(
            {"note_rate_percent": "7", "interest_only_months": 60},
            1414,
            id="comment 43(c)(5)(ii)(B)-2.i: interest only for five years",
        ),
        pytest.param(
            {
                "note_rate_percent": "7.5",
                "negative_amortization": True,
                "negative_amortization_terms": {"maximum_balance": "207662", "recast_month": 36},
            },
            1497,
            id="comment 43(c)(5)(ii)(C)-3.ii: graduated payments",
        ),
        pytest.param(
            {
                "note_rate_percent": "1.5",
                "arm": NEGATIVE_AMORTIZATION,
                "negative_amortization": True,
                "negative_amortization_terms": {"maximum_balance": "229251", "recast_month": 27},
            },
            1716,
            id="comment 43(c)(5)(ii)(C)-3.i: negative amortization",
        ),
    ],
)
def test_ability_to_repay_payment(terms: dict[str, Any], dollars: int) -> None:
    payment = atr_payment(loan_terms(amount="200000", **terms), higher_priced=False)
    assert to_dollars(payment.monthly) == dollars


def test_ability_to_repay_payment_of_comment_43_c_5_ii_b_2_i_interest_only() -> None:
    """200,000 at 7 percent, five years of interest only: 1,167 at first, qualified on 1,414."""
    subject = application(
        {"loan.amount": "200000", "loan.note_rate_percent": "7", "loan.interest_only_months": 60, "loan.fees": []}
    )
    assert to_dollars(payment_streams(subject.loan, rate_path(subject.loan))[0].amount) == 1167
    assert to_dollars(establish_facts(subject).ratios.principal_and_interest) == 1414


def test_step_rate_schedule_of_comment_43_c_5_i_5_iii() -> None:
    loan = loan_terms(amount="200000", note_rate_percent="6.5", arm=STEP_RATE)
    assert rate_path(loan) == ((24, Decimal("6.5")), (36, Decimal(7)), (300, Decimal("7.5")))
    assert [to_dollars(stream.amount) for stream in payment_streams(loan, rate_path(loan))] == [1264, 1328, 1388]


@pytest.mark.parametrize(
    ("rate", "due_month", "higher_priced", "regular", "balloon"),
    [
        pytest.param("6", 72, False, 1199, 183_995, id="comment 43(c)(5)(ii)(A)-4.iii: due after six years"),
        pytest.param("7", 120, True, 1331, 172_955, id="comment 43(c)(5)(ii)(A)-5: due after ten years, higher-priced"),
    ],
)
def test_balloon_of_the_official_commentary(
    rate: str, due_month: int, regular: int, balloon: int, *, higher_priced: bool
) -> None:
    """The balloon is the whole of the last payment, and must be affordable only where the loan is higher-priced."""
    loan = loan_terms(amount="200000", note_rate_percent=rate, balloon_due_month=due_month)
    level, last = payment_streams(loan, rate_path(loan))
    assert (level.count, last.first) == (due_month, due_month)
    assert to_dollars(level.amount) == regular
    assert to_dollars(level.amount + last.amount) == balloon
    payment = atr_payment(loan, higher_priced=higher_priced)
    assert to_dollars(payment.monthly) == regular
    assert (None if payment.balloon is None else to_dollars(payment.balloon)) == (balloon if higher_priced else None)


def test_arm_schedule_of_the_charm_booklet() -> None:
    """200,000 at 6 percent for a year, then 9 percent fully indexed, with and without a cap of two points."""
    arm = {
        "initial_fixed_months": 12,
        "index_percent": "6",
        "margin_percent": "3",
        "first_cap_points": "2",
        "periodic_cap_points": "2",
        "lifetime_cap_points": "6",
    }
    capped = loan_terms(amount="200000", arm=arm)
    first, second, *_ = payment_streams(capped, rate_path(capped))
    assert to_cents(first.amount) == Decimal("1199.10")
    assert to_cents(second.amount) == Decimal("1461.72")
    uncapped = loan_terms(amount="200000", arm={**arm, "first_cap_points": "6"})
    assert to_cents(payment_streams(uncapped, rate_path(uncapped))[1].amount) == Decimal("1600.42")
    assert to_cents(balance_after(Decimal(200_000), Decimal(6), 360, 12)) == Decimal("197543.98")


@pytest.mark.parametrize(
    ("loan_amount", "total_loan_amount", "cap"),
    [
        pytest.param(105_000, 102_000, 3060, id="comment 43(e)(3)(i)-3.i: 3 percent of the total loan amount"),
        pytest.param(15_000, 14_000, 1000, id="comment 43(e)(3)(i)-3.iv: flat, whatever the total loan amount"),
        pytest.param(10_000, 7_000, 560, id="comment 43(e)(3)(i)-3.v: 8 percent of the total loan amount"),
    ],
)
def test_qualified_mortgage_fee_cap_on_the_bases_of_2014(loan_amount: int, total_loan_amount: int, cap: int) -> None:
    tiers = QM_FEES.on(date(2014, 6, 2)).value
    assert points_and_fees_cap(tiers, Decimal(loan_amount), Decimal(total_loan_amount)) == cap


@pytest.mark.parametrize(
    ("amount", "appraisal", "total"),
    [
        pytest.param(
            "10000",
            {"kind": FeeKind.AFFILIATE_REAL_ESTATE_CHARGE, "financed": False},
            9600,
            id="comment 32(b)(4)(i)-1.ii: the creditor's appraisal, paid in cash",
        ),
        pytest.param(
            "10300",
            {"kind": FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE, "financed": True},
            9900,
            id="comment 32(b)(4)(i)-1.iii: an independent appraisal, financed",
        ),
    ],
)
def test_total_loan_amount(amount: str, appraisal: dict[str, object], total: int) -> None:
    """10,000 is borrowed with 400 of prepaid finance charges; a financed fee of 300 makes the note 10,300."""
    fees = [
        {"name": "Origination", "kind": FeeKind.ORIGINATION, "amount": "400"},
        {"name": "Appraisal", "amount": "300", **appraisal},
    ]
    priced = price(loan_terms(amount=amount, fees=fees), NO_INSURANCE, Decimal(20_000))
    assert priced.total_loan_amount == total


def test_bona_fide_discount_points_of_comment_32_b_1_i_e_3() -> None:
    """Two points that bring 6.5 percent to 6 percent, at an APOR of 5.5: both are left out."""
    loan = loan_terms(
        amount="200000",
        note_rate_percent="6",
        undiscounted_rate_percent="6.5",
        apor_percent="5.5",
        fees=[{"name": "Points", "kind": FeeKind.DISCOUNT_POINTS, "amount": "4000"}],
    )
    assert excluded_discount_points(loan) == 4_000


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [
        pytest.param((590, 605, 648), 605, id="the middle of three"),
        pytest.param((700, 680, 680), 680, id="the middle of three where two agree"),
        pytest.param((590, 605), 590, id="the lower of two"),
        pytest.param((661, 693, 693), 693, id="the middle of three where the upper two agree"),
    ],
)
def test_selling_guide_b3_5_1_02_score_of_one_borrower(scores: tuple[int, ...], chosen: int) -> None:
    assert borrower_score(scores) == chosen


def test_selling_guide_b3_5_1_02_two_borrowers_with_590_and_693() -> None:
    """The loan's score is the lowest; the manual minimum is held against the average, 641.5 rounded half up."""
    bureaus = ("equifax", "experian", "transunion")
    first, second = (
        [{"bureau": bureau, "score": score} for bureau, score in zip(bureaus, scores, strict=False)]
        for scores in ((590, 605), (661, 693, 693))
    )
    subject = application(
        {
            "underwriting_method": "manual",
            "borrowers.0.credit.scores": first,
            "borrowers.1": borrower(),
            "borrowers.1.credit.scores": second,
        }
    )
    assert average_median_score([590, 693]) == 642
    assert (representative_score(subject), score_for_minimum(subject)) == (590, 642)


@pytest.mark.parametrize(("raw", "delivered"), [("94.01", 95), ("80.001", 80)])
def test_selling_guide_b2_1_2_01_ltv_rounding(raw: str, delivered: int) -> None:
    assert round_up_whole(truncate(Decimal(raw), 2)) == delivered


def test_selling_guide_b3_2_10_refinance_of_100500_on_120000_has_an_ltv_of_83_75() -> None:
    subject = application(
        {
            "loan.purpose": "rate_term_refinance",
            "loan.purchase_price": REMOVED,
            "loan.payoff_amount": "99000",
            "loan.amount": "100500",
            "property.appraisal.value": "120000",
        }
    )
    assert establish_facts(subject).ratios.ltv == Decimal("83.75")


@pytest.mark.parametrize(
    ("occupancy", "dollars"),
    [
        pytest.param(Occupancy.SECOND_HOME, 1552, id="second home"),
        pytest.param(Occupancy.INVESTMENT, 4656, id="investment"),
    ],
)
def test_selling_guide_b3_4_1_01_reserves_on_the_subject(occupancy: Occupancy, dollars: int) -> None:
    """A PITIA of 776: two months on a second home, six on an investment property."""
    case = case_of({"property.occupancy": occupancy})
    months = case.program.reserves(case.application, case.facts.ratios.back_end_dti).value
    assert months * 776 == dollars


def test_selling_guide_b3_3_4_15_social_security_of_1500_counts_as_1556() -> None:
    benefit = {"kind": "fixed", "income_id": "I1", "source": "social_security", "monthly_amount": "1500"}
    (item,) = qualify_income(application({"borrowers.0.incomes": [benefit]}))
    assert item.monthly == 1556


def test_selling_guide_b3_4_2_02_deposit_documented_down_to_500_is_not_large() -> None:
    subject = application(
        {"assets.0.balance": "20000", "assets.0.deposits": [{"amount": "3000", "documented_amount": "2500"}]}
    )
    funds = reckon_funds(subject, Decimal(4_000))
    assert funds.undocumented_large_deposits == 0
    assert funds.usable == 20_000


def test_va_circular_26_17_02_student_loan_of_25000_counts_at_104_17() -> None:
    loan = Debt.model_validate({"debt_id": "S1", "kind": "student_loan", "creditor": "Servicer", "balance": "25000"})
    subject = application(program="va")
    assert REGISTRY[subject.program].student_loan_payment(loan, subject) == Decimal("104.17")


@pytest.mark.parametrize(
    ("state", "loan_amount", "family", "dollars"),
    [
        pytest.param("OH", 200_000, 6, 1119, id="Midwest, family of 6"),
        pytest.param("TX", 150_000, 8, 1199, id="South, family of 8 counts as 7"),
        pytest.param("CA", 79_999, 3, 859, id="West, loan below 80,000"),
    ],
)
def test_va_m26_7_chapter_4_residual_income(state: str, loan_amount: int, family: int, dollars: int) -> None:
    region = region_of(state)
    assert region is not None
    table = RESIDUAL_INCOME.on(date(2026, 3, 2)).value
    assert table_amount(table, Decimal(loan_amount), region, family) == dollars
