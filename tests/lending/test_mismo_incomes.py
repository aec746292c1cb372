"""MISMO 3.4: what the borrowers earn, as employees, owners of a business and otherwise."""

from datetime import date

import pytest

from lending.income_items import BusinessStructure, FixedIncomeKind
from mismo_exports import Change, arc, before, changed, exported, leaf, notes, problem, reading, swap


def item(kind: str, more: str = "") -> Change:
    """An income of 700 a month of the first borrower."""
    detail = f"{leaf('CurrentIncomeMonthlyTotalAmount', '700')}{more}{leaf('IncomeType', kind)}"
    return before(
        "</CURRENT_INCOME_ITEMS>",
        '<CURRENT_INCOME_ITEM xlink:label="ITEM_9"><CURRENT_INCOME_ITEM_DETAIL>'
        f"{detail}</CURRENT_INCOME_ITEM_DETAIL></CURRENT_INCOME_ITEM>",
    )


FROM_THE_EMPLOYER = before(
    "</RELATIONSHIPS>", arc("ITEM_9", "EMPLOYER_1", "CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER")
)
SELF_EMPLOYED = swap("EmploymentBorrowerSelfEmployedIndicator", "false", "true")
BUSINESS = before(
    "</EMPLOYER>",
    "<EXTENSION><OTHER><uw:INCOME><uw:years><uw:item><uw:year>2025</uw:year><uw:net_income>90000</uw:net_income></uw:item>"
    "</uw:years></uw:INCOME></OTHER></EXTENSION>",
)


def test_a_bonus_counts_only_with_the_history_of_our_extension() -> None:
    bonus = """<CURRENT_INCOME_ITEM xlink:label="CURRENT_INCOME_ITEM_9"><CURRENT_INCOME_ITEM_DETAIL>
      <CurrentIncomeMonthlyTotalAmount>700</CurrentIncomeMonthlyTotalAmount><IncomeType>Bonus</IncomeType>
    </CURRENT_INCOME_ITEM_DETAIL></CURRENT_INCOME_ITEM></CURRENT_INCOME_ITEMS>"""
    link = (
        '<RELATIONSHIP xlink:from="CURRENT_INCOME_ITEM_9" xlink:to="EMPLOYER_1" xlink:arcrole='
        '"urn:fdc:mismo.org:2009:residential/CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER"/></RELATIONSHIPS>'
    )
    without = (("</CURRENT_INCOME_ITEMS>", bonus), ("</RELATIONSHIPS>", link))
    result = reading(changed(*without))
    assert any("needs the totals of two years" in note for note in result.notes)
    history = """<EXTENSION><OTHER><uw:INCOME><uw:variable><uw:item><uw:kind>bonus</uw:kind>
      <uw:last_year_total>8400</uw:last_year_total><uw:prior_year_total>8000</uw:prior_year_total></uw:item></uw:variable>
      </uw:INCOME></OTHER></EXTENSION></EMPLOYER>"""
    [job] = exported(*without, ("</EMPLOYER>", history)).borrowers[0].incomes
    assert job.kind == "employment"
    assert [pay.last_year_total for pay in job.variable] == [8_400]


def test_pay_during_a_leave_counts_only_with_the_day_of_the_return() -> None:
    assert "it needs the day of the return (extension INCOME/leave)" in notes(item("TemporaryLeave"), FROM_THE_EMPLOYER)
    back = "<uw:leave><uw:monthly_income>700</uw:monthly_income><uw:returns_on>2026-06-01</uw:returns_on></uw:leave>"
    own = before("</EMPLOYER>", f"<EXTENSION><OTHER><uw:INCOME>{back}</uw:INCOME></OTHER></EXTENSION>")
    changes = (item("TemporaryLeave"), FROM_THE_EMPLOYER, own)
    assert "is not counted" not in notes(*changes)
    [job] = exported(*changes).borrowers[0].incomes
    assert job.kind == "employment"
    assert job.leave is not None
    assert job.leave.monthly_income == 700


def test_an_employment_that_ends_brings_its_last_day() -> None:
    [job] = exported(before("<EmploymentStartDate>", leaf("EmploymentEndDate", "2026-12-31"))).borrowers[0].incomes
    assert job.kind == "employment"
    assert job.ends_on == date(2026, 12, 31)


def test_a_previous_employment_is_no_income_and_its_pay_is_told() -> None:
    change = swap("EmploymentStatusType", "Current", "Previous")
    assert exported(change).borrowers[0].incomes == ()
    assert "no RELATIONSHIP says which employer pays it" in notes(change)


@pytest.mark.parametrize("kind", ["MilitaryBasePay", "HousingAllowance"])
def test_regular_allowances_are_part_of_the_pay(kind: str) -> None:
    [job] = exported(item(kind), FROM_THE_EMPLOYER).borrowers[0].incomes
    assert job.kind == "employment"
    assert job.pay == 8_900


@pytest.mark.parametrize(
    ("written", "structure"),
    [
        ("Corporation", BusinessStructure.CORPORATION),
        ("LimitedPartnership", BusinessStructure.PARTNERSHIP),
        ("LimitedLiabilityCompany", BusinessStructure.SOLE_PROPRIETORSHIP),
    ],
)
def test_a_business_of_a_quarter_or_more_needs_its_years(written: str, structure: BusinessStructure) -> None:
    entity = before("</LEGAL_ENTITY_DETAIL>", leaf("LegalEntityType", written))
    [business] = exported(SELF_EMPLOYED, BUSINESS, entity).borrowers[0].incomes
    assert business.kind == "self_employment"
    assert business.business == "Example Regional Hospital"
    assert business.ownership_percent == 25
    assert business.structure is structure
    unsure = "does not say how the business is taxed" in notes(SELF_EMPLOYED, BUSINESS, entity)
    assert unsure is (written == "LimitedLiabilityCompany")
    assert problem(SELF_EMPLOYED).field == "borrowers[0].incomes[0].years"


def test_a_share_below_a_quarter_is_employment() -> None:
    share = before("</EMPLOYMENT>", leaf("OwnershipInterestType", "LessThan25Percent"))
    [job] = exported(SELF_EMPLOYED, share).borrowers[0].incomes
    assert job.kind == "employment"


def test_fixed_income_keeps_its_source_and_whether_it_is_taxed() -> None:
    fixed = exported(item("SocialSecurity", leaf("IncomeFederalTaxExemptIndicator", "true"))).borrowers[0].incomes[1]
    assert fixed.kind == "fixed"
    assert fixed.source is FixedIncomeKind.SOCIAL_SECURITY
    assert fixed.monthly_amount == 700
    assert fixed.nontaxable


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("NetRentalIncome", "rent is read from the real estate that is owned"),
        ("EmploymentRelatedAccount", "nothing says from which assets it is drawn"),
        ("Royalties", "this type of income has no equivalent here"),
        ("Bonus", "it needs the totals of two years"),
    ],
)
def test_income_that_does_not_count_is_told_with_the_reason(kind: str, why: str) -> None:
    assert len(exported(item(kind), FROM_THE_EMPLOYER).borrowers[0].incomes) == 1
    changes = (item(kind), FROM_THE_EMPLOYER) if kind == "Bonus" else (item(kind),)
    assert why in notes(*changes)


@pytest.mark.parametrize("changes", [(), (FROM_THE_EMPLOYER,)], ids=["without", "with an employer"])
def test_a_type_of_income_that_the_standard_does_not_have_is_named_as_unknown(changes: tuple[Change, ...]) -> None:
    told = problem(item("Wages"), *changes)
    assert told.field == "borrowers[0].incomes[1].kind"
    assert told.problem.startswith("is a value that is not known here")
    assert "Known are Alimony, AutomobileAllowance, Base, " in told.remedy
    assert "WorkersCompensation" in told.remedy


def test_an_income_without_a_type_is_told() -> None:
    untyped = item("Wages")[1].replace(leaf("IncomeType", "Wages"), "")
    assert "is not counted: its IncomeType is not stated" in notes(("</CURRENT_INCOME_ITEMS>", untyped))


def test_income_that_no_employer_pays_counts_although_it_is_joined_to_one() -> None:
    incomes = exported(item("SocialSecurity"), FROM_THE_EMPLOYER).borrowers[0].incomes
    assert [income.kind for income in incomes] == ["employment", "fixed"]


def test_income_that_the_standard_cannot_describe_may_be_described_by_our_extension() -> None:
    own = """<EXTENSION><OTHER><uw:INCOME><uw:kind>asset_depletion</uw:kind><uw:asset_ids><uw:item>ASSET_4</uw:item>
      </uw:asset_ids></uw:INCOME></OTHER></EXTENSION></CURRENT_INCOME_ITEM></CURRENT_INCOME_ITEMS>"""
    drawn = (item("EmploymentRelatedAccount"), ("</CURRENT_INCOME_ITEM></CURRENT_INCOME_ITEMS>", own))
    income = exported(*drawn).borrowers[0].incomes[1]
    assert income.kind == "asset_depletion"
    assert income.asset_ids == ("ASSET_4",)
    assert "is not counted" not in notes(*drawn)
