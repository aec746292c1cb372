"""MISMO 3.4: a message as an export writes it, what is told of it, and hostile XML."""

from datetime import date
from decimal import Decimal

import pytest

from lending.formats import InputProblem, ReadResult
from lending.loan import Purpose
from lending.mismo import read_deals
from lending.mismo34 import tree
from lending.mismo34.xml import MismoError
from lending.obligations import AssetKind, DebtKind
from mismo_exports import SAMPLE, arc, before, changed, exported, leaf, notes, problem, reading


def only_problem(result: ReadResult) -> InputProblem:
    [only] = result.problems
    return only


def test_the_sample_is_a_purchase_by_two_borrowers() -> None:
    read_sample = exported()
    assert read_sample.application_id == "SAMPLE-17"
    assert [one.borrower_id for one in read_sample.borrowers] == ["BORROWER_1", "BORROWER_2"]
    assert read_sample.loan.purpose is Purpose.PURCHASE
    assert read_sample.loan.amount == Decimal(400_000)
    assert read_sample.loan.apor_percent == Decimal("6.41")
    assert read_sample.loan.rate_lock_date == date(2026, 3, 12)
    assert read_sample.loan.expected_closing_date == date(2026, 4, 30)
    assert read_sample.loan.earnest_money_paid == Decimal(10_000)
    assert (read_sample.property.state, read_sample.property.county_fips) == ("OH", "39049")
    assert read_sample.property.monthly_taxes == Decimal(540)
    assert read_sample.property.monthly_insurance == Decimal(135)


def test_income_debts_and_assets_keep_their_kinds() -> None:
    read_sample = exported()
    pay = [income.pay for one in read_sample.borrowers for income in one.incomes if income.kind == "employment"]
    assert pay == [8_200, 5_000]
    assert [debt.kind for debt in read_sample.debts] == [
        DebtKind.INSTALLMENT,
        DebtKind.REVOLVING,
        DebtKind.STUDENT_LOAN,
    ]
    assert AssetKind.STOCKS_AND_BONDS in [asset.kind for asset in read_sample.assets]
    assert [score.score for score in read_sample.borrowers[0].credit.scores] == [768, 774, 759]  # type: ignore[union-attr]


def test_what_is_not_read_is_noted_without_its_value() -> None:
    notes = reading(changed(("<CountyName>Franklin<", "<CountyName>Secret County<"))).notes
    assert any("ADDRESS/CountyName is not read" in note for note in notes)
    assert any("MaritalStatusType is not read (2 times)" in note for note in notes)
    assert not any("Secret" in note or "Married" in note for note in notes)


def test_elements_of_other_vendors_are_noted_and_harmless() -> None:
    vendor = "<EXTENSION><OTHER><ULAD:X>1</ULAD:X></OTHER></EXTENSION></BORROWER_DETAIL>"
    result = reading(changed(("</BORROWER_DETAIL>", vendor)))
    assert result.applications
    assert any("BORROWER_DETAIL/EXTENSION/OTHER/X is not read" in note for note in result.notes)


def test_our_extension_fills_what_the_standard_lacks() -> None:
    own = """<EXTENSION><OTHER><uw:BORROWER><uw:credit>
      <uw:mortgage_lates_60_days_last_12_months>1</uw:mortgage_lates_60_days_last_12_months>
      <uw:derogatory_events><uw:item><uw:kind>short_sale</uw:kind><uw:completed_on>2019-04-01</uw:completed_on>
      </uw:item></uw:derogatory_events></uw:credit></uw:BORROWER></OTHER></EXTENSION></BORROWER>"""
    credit = exported(("</BORROWER>", own)).borrowers[0].credit
    assert credit is not None
    assert credit.mortgage_lates_60_days_last_12_months == 1
    assert [event.kind for event in credit.derogatory_events] == ["short_sale"]
    assert len(credit.scores) == 3


def test_our_extension_says_that_there_is_nothing_by_an_empty_element() -> None:
    own = "<EXTENSION><OTHER><uw:DEBT><uw:monthly_payment/><uw:kind>charge_off</uw:kind></uw:DEBT></OTHER></EXTENSION>"
    first = exported(before("</LIABILITY>", own)).debts[0]
    assert (first.monthly_payment, first.kind) == (None, DebtKind.CHARGE_OFF)


def test_a_text_of_our_extension_keeps_its_blanks_where_it_asks_for_it() -> None:
    letters = """<EXTENSION><OTHER><uw:APPLICATION><uw:letters><uw:item><uw:letter_id>L1</uw:letter_id>
      <uw:borrower_id>BORROWER_1</uw:borrower_id><uw:subject> Gap </uw:subject>
      <uw:text xml:space="preserve"> I moved.
</uw:text></uw:item></uw:letters></uw:APPLICATION></OTHER></EXTENSION></DEAL>"""
    [letter] = exported(("</DEAL>", letters)).letters
    assert (letter.subject, letter.text) == ("Gap", " I moved.\n")


def test_a_name_that_stands_twice_in_our_extension_is_refused() -> None:
    twice = "<uw:medical>true</uw:medical><uw:medical>false</uw:medical>"
    own = f"<EXTENSION><OTHER><uw:DEBT>{twice}</uw:DEBT></OTHER></EXTENSION>"
    assert problem(before("</LIABILITY>", own)).problem.startswith("stands twice (MISMO LIABILITIES/LIABILITY[1]/EXT")


def test_an_extension_that_is_a_mere_text_says_nothing() -> None:
    plain = exported()
    assert exported(before("</LIABILITY>", "<EXTENSION><OTHER><uw:DEBT>x</uw:DEBT></OTHER></EXTENSION>")) == plain


def test_lists_stand_in_the_order_that_our_extension_gives_them() -> None:
    order = "<uw:ORDER><uw:debts>LIABILITY_3 LIABILITY_1</uw:debts><uw:liens> </uw:liens></uw:ORDER>"
    read_sample = exported(("</DEAL>", f"<EXTENSION><OTHER>{order}</OTHER></EXTENSION></DEAL>"))
    assert [debt.debt_id for debt in read_sample.debts] == ["LIABILITY_3", "LIABILITY_1", "LIABILITY_2"]


def test_an_identifier_of_our_extension_is_the_one_that_others_refer_to() -> None:
    own = "<EXTENSION><OTHER><uw:BORROWER><uw:borrower_id>DANA</uw:borrower_id></uw:BORROWER></OTHER></EXTENSION>"
    monitored = "<GOVERNMENT_MONITORING><HMDA_RACES><HMDA_RACE><HMDA_RACE_DETAIL><HMDARaceType>Asian</HMDARaceType>"
    closed = "</HMDA_RACE_DETAIL></HMDA_RACE></HMDA_RACES>"
    read_sample = exported(before("</BORROWER>", own), ("<GOVERNMENT_MONITORING>", monitored + closed))
    assert read_sample.borrowers[0].borrower_id == "DANA"
    assert [one.borrower_id for one in read_sample.demographics] == ["DANA"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (("<MortgageType>Conventional<", "<MortgageType>LocalAgency<"), "program", "not known here"),
        (("<NoteRatePercent>6.3750</NoteRatePercent>", ""), "loan.note_rate_percent", "is missing"),
        (("<BaseLoanAmount>400000.00<", "<BaseLoanAmount>-1<"), "loan.amount", "is not above zero"),
        (("<StateCode>OH<", "<StateCode>ZZ<"), "property.state", "not the code of a US state"),
        (("<AmortizationType>Fixed<", "<AmortizationType>GPM<"), "loan.arm", "not known here"),
        (("<AmortizationType>Fixed</AmortizationType>", ""), "loan.arm", "cannot be known without"),
        (("<HELOCIndicator>false<", "<HELOCIndicator>true<"), "loan.purpose", "asks for a line of credit"),
        (
            ("<InterestOnlyIndicator>false<", "<InterestOnlyIndicator>true<"),
            "loan.interest_only_months",
            "InterestOnlyIndicator is true",
        ),
        (("<CurrentRateSetDate>2026-", "<CurrentRateSetDate>2031-"), "loan", "after expected_closing_date"),
        (
            ("<EmploymentStartDate>2016-02-15</EmploymentStartDate>", ""),
            "borrowers[0].incomes[0].started_on",
            "missing",
        ),
    ],
)
def test_problems_name_our_field_and_the_mismo_point(change: tuple[str, str], field: str, words: str) -> None:
    told = problem(change)
    assert told.record == "deal 1"
    assert str(told.field).startswith(field)
    assert words in told.problem


def test_a_missing_point_is_told_where_it_would_stand() -> None:
    told = problem(("<NoteRatePercent>6.3750</NoteRatePercent>", ""))
    assert told.problem == "is missing (MISMO LOANS/LOAN/TERMS_OF_LOAN/NoteRatePercent)"


@pytest.mark.parametrize(
    ("indicator", "field"),
    [
        ("HELOCIndicator", "loan.purpose"),
        ("InterestOnlyIndicator", "loan.interest_only_months"),
        ("BalloonIndicator", "loan.balloon_due_month"),
        ("PrepaymentPenaltyIndicator", "loan.prepayment_penalty"),
        ("NegativeAmortizationIndicator", "loan.negative_amortization"),
        ("LoanManualUnderwritingIndicator", "underwriting_method"),
        ("LiabilityPayoffStatusIndicator", "debts[0].to_be_paid_at_closing"),
        ("OutstandingJudgmentsIndicator", "borrowers[0].declarations.outstanding_judgments"),
        ("SpecialFloodHazardAreaIndicator", "property.in_flood_zone"),
    ],
)
def test_an_indicator_that_is_neither_yes_nor_no_is_refused(indicator: str, field: str) -> None:
    told = problem((leaf(indicator, "false"), leaf(indicator, "perhaps")))
    assert told.field == field
    assert "is neither true nor false (MISMO " in told.problem
    assert indicator in told.problem


def test_an_indicator_that_decides_what_something_is_counts_as_no_where_it_is_neither_and_is_noted() -> None:
    said = notes((leaf("PUDIndicator", "false"), leaf("PUDIndicator", "perhaps")))
    assert "PROPERTY_DETAIL/PUDIndicator is neither true nor false and is read as false" in said


@pytest.mark.parametrize("answer", ["true", "TRUE", "1", "Yes"])
def test_a_yes_is_a_yes_in_every_writing(answer: str) -> None:
    assert exported((leaf("OutstandingJudgmentsIndicator", "false"), leaf("OutstandingJudgmentsIndicator", answer)))


def test_a_deal_of_endless_unknown_elements_is_told_in_few_words() -> None:
    foreign = "".join(leaf(f"Unknown{number}", "1") for number in range(200))
    told = reading(changed(before("</LOAN_DETAIL>", foreign))).notes
    assert len(told) < 60
    assert any("more notes of this kind" in note for note in told)


@pytest.mark.parametrize(
    "part", ["liabilities of one label", "homes on one mortgage", "items of one employer", "roles"]
)
def test_the_work_grows_with_the_file_and_not_with_its_square(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(part, 400, monkeypatch) < 2.2 * work(part, 200, monkeypatch)


def work(part: str, size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many elements are looked at in a file with so much of what a quadratic reader would multiply."""
    looked_at = 0
    plain = tree.Container.children

    def counted(container: tree.Container, step: str) -> list[tree.Container]:
        nonlocal looked_at
        found = plain(container, step)
        looked_at += 1 + len(found)
        return found

    home = '<ASSET xlink:label="H{0}"><OWNED_PROPERTY/></ASSET>'
    item = """<CURRENT_INCOME_ITEM xlink:label="I{0}"><CURRENT_INCOME_ITEM_DETAIL><IncomeType>Base</IncomeType>
      </CURRENT_INCOME_ITEM_DETAIL></CURRENT_INCOME_ITEM>"""
    role = """<PARTY><ROLES><ROLE><BORROWER/><ROLE_DETAIL><PartyRoleType>Borrower</PartyRoleType></ROLE_DETAIL></ROLE>
      </ROLES></PARTY>"""
    every = {
        "liabilities of one label": ("</LIABILITIES>", '<LIABILITY xlink:label="M"/>', ""),
        "homes on one mortgage": ("</ASSETS>", home, "ASSET_IsAssociatedWith_LIABILITY"),
        "items of one employer": ("</CURRENT_INCOME_ITEMS>", item, "CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER"),
        "roles": ("</PARTIES>", role, ""),
    }
    close, one, joined = every[part]
    start, end = ("H", "M") if joined.startswith("ASSET") else ("I", "EMPLOYER_1")
    arcs = "".join(arc(f"{start}{number}", end, joined) for number in range(size)) if joined else ""
    employers = '<EMPLOYER xlink:label="EMPLOYER_1"/>' * size if part.startswith("items") else ""
    mortgages = '<LIABILITY xlink:label="M"/>' * size if part.startswith("homes") else ""
    text = changed(
        before(close, "".join(one.format(number) for number in range(size))),
        before("</RELATIONSHIPS>", arcs),
        before("</EMPLOYERS>", employers),
        before("</LIABILITIES>", mortgages),
    )
    with monkeypatch.context() as patched:
        patched.setattr(tree.Container, "children", counted)
        reading(text)
    return looked_at


BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><MESSAGE>&d;</MESSAGE>"""


@pytest.mark.parametrize(
    "document",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]><MESSAGE>&secret;</MESSAGE>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd"><MESSAGE/>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><MESSAGE/>',
        "<!DOCTYPE MESSAGE><MESSAGE/>",
    ],
)
def test_document_types_and_entities_are_refused_not_resolved(document: str) -> None:
    problem = only_problem(reading(document))
    assert "declares a document type or entities" in problem.problem
    assert problem.remedy == "Remove the DOCTYPE declaration and write every value out."


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("<MESSAGE", "ends before it is complete"),
        (SAMPLE[: len(SAMPLE) // 2], "ends before it is complete"),
        ("<a></b>", "is not well-formed XML: mismatched tag"),
        ("<a>&undefined;</a>", "is not well-formed XML: undefined entity"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        ('<?xml version="1.0" encoding="big5"?><a/>', "encoding that is not supported"),
        ("<a/>", "is no MISMO 3 message"),
        ("<MESSAGE/>", "is no MISMO 3 message"),
        ('<MESSAGE xmlns="http://www.mismo.org/residential/2009/schemas"/>', "holds no DEAL"),
        ("<a>" * 200_000, "is nested too deeply"),
        ('<a xmlns="x">' + "<b/>" * 250_000, "has too many elements"),
    ],
)
def test_documents_that_are_no_message(document: str, words: str) -> None:
    problem = only_problem(reading(document))
    assert words in problem.problem
    assert problem.record


def test_bytes_of_another_encoding_than_declared_are_told() -> None:
    data = SAMPLE.replace("Dana", "Zoë").encode("latin-1")
    assert "is not well-formed XML" in only_problem(reading(data)).problem


def test_xml_in_utf_16_is_read_as_it_declares_itself() -> None:
    text = SAMPLE.replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("Dana", "Zoë")
    result = reading(text.encode("utf-16"))
    assert result.applications[0].application.borrowers[0].identity.first_name == "Zoë"


def test_every_deal_of_a_message_is_read() -> None:
    deal = SAMPLE[SAMPLE.index("<DEAL>") : SAMPLE.index("</DEAL>") + len("</DEAL>")]
    second = deal.replace("SAMPLE-17", "SAMPLE-17B").replace("<NoteAmount>", "<NoteAmount>x")
    broken = deal.replace("<MortgageType>Conventional", "<MortgageType>x")
    result = reading(SAMPLE.replace("</DEALS>", f"{second}{broken}</DEALS>"))
    assert [one.record for one in result.applications] == ["deal 1", "deal 2"]
    assert only_problem(result).record == "deal 3"


def test_a_message_with_too_many_deals_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lending.mismo.MAX_DEALS", 0)
    with pytest.raises(MismoError, match="holds more than 0 deals"):
        read_deals(SAMPLE.encode())
