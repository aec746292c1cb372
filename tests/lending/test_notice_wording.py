"""A notice in words: the sections in their order, and the sentences that the law asks for."""

from datetime import date

import pytest

from lending.notice import Notice
from lending.notice_wording import TITLES, Section, in_words, sections_of
from lending.principal_reasons import PrincipalReason
from lending.reasons import HmdaDenialCode, ReasonCode
from letters import DEBTS, INCOMPLETE, LOW_JOINT, OFFER, UNSOUND, Changes, notices


def only(changes: Changes) -> Notice:
    (notice,) = notices(changes)
    return notice


def sections(notice: Notice) -> dict[str, Section]:
    return {section.title: section for section in sections_of(notice)}


@pytest.mark.parametrize(
    ("changes", "titles"),
    [
        (
            DEBTS,
            [
                "Action taken",
                "Principal reason for our decision",
                "Your credit report",
                "Your credit score",
                "Equal credit opportunity",
                "How to reach us",
            ],
        ),
        (
            UNSOUND,
            ["Action taken", "Principal reason for our decision", "Equal credit opportunity", "How to reach us"],
        ),
        (
            OFFER,
            [
                "Action taken",
                "Principal reason for our decision",
                "What we can offer you",
                "Equal credit opportunity",
                "How to reach us",
            ],
        ),
        (INCOMPLETE, ["Where your application stands", "What we need from you", "How to reach us"]),
    ],
)
def test_a_notice_has_the_sections_that_its_kind_asks_for(changes: Changes, titles: list[str]) -> None:
    notice = only(changes)
    assert list(sections(notice)) == titles
    assert TITLES[notice.kind]


def test_no_section_is_a_heading_alone() -> None:
    for changes in (DEBTS, UNSOUND, OFFER, INCOMPLETE):
        for section in sections_of(only(changes)):
            assert section.paragraphs or section.facts or section.items, section.title


def test_each_section_names_the_provision_that_asks_for_it() -> None:
    assert [section.rule for section in sections_of(only(OFFER))] == [
        "12 CFR 1002.9(a)(2)",
        "12 CFR 1002.9(a)(2)(i) and (b)(2)",
        "12 CFR 1002.9(a)(1)(iv)",
        "12 CFR 1002.9(b)(1)",
        "12 CFR 1002.9(a)(2)",
    ]
    assert [section.rule for section in sections_of(only(DEBTS))][2:4] == [
        "15 USC 1681m(a)(3) and (4)",
        "15 USC 1681m(a)(2)",
    ]
    assert [section.rule for section in sections_of(only(INCOMPLETE))] == [
        "12 CFR 1002.9(c)(2)",
        "12 CFR 1002.9(c)(2)",
        None,
    ]


def test_reasons_stand_in_the_order_of_their_weight_and_their_abbreviations_are_explained() -> None:
    notice = only(DEBTS)
    more = PrincipalReason(
        reason_code=ReasonCode.COLLATERAL_INSUFFICIENT,
        text="Value or type of collateral not sufficient: CLTV: 99.00%.",
        hmda_code=HmdaDenialCode.COLLATERAL,
        rule_id="collateral.cltv",
    )
    section = sections(notice.model_copy(update={"reasons": (*notice.reasons, more)}))[
        "Principal reasons for our decision"
    ]
    assert section.items == (notice.reasons[0].text, more.text)
    assert section.numbered
    assert section.closing is not None
    assert section.closing.startswith("CLTV is all loans on the property in proportion to its value; DTI is ")
    assert section.closing.endswith(".")
    assert "HCLTV" not in section.closing


def test_reasons_without_abbreviations_need_no_explanation() -> None:
    assert sections(only(UNSOUND))["Principal reason for our decision"].closing is None


def test_an_offer_says_until_when_it_stands_and_what_happens_then() -> None:
    notice = only(OFFER)
    section = sections(notice)["What we can offer you"]
    assert [(fact.label, fact.values) for fact in section.facts] == [
        (term.label, (term.value,)) for term in notice.offer
    ]
    assert section.items == notice.offer_conditions
    assert (section.lead is None) == (not notice.offer_conditions)
    assert section.closing is not None
    assert "open until May 1, 2026" in section.closing
    assert "no further notice" in section.closing
    free = notice.model_copy(update={"offer_conditions": ()})
    assert sections(free)["What we can offer you"].lead is None


def test_several_agencies_and_one_are_told_in_their_number() -> None:
    notice = only(DEBTS)
    assert notice.report is not None
    single = notice.report.model_copy(update={"agencies": notice.report.agencies[:1]})
    many, one = (
        " ".join(sections(n)["Your credit report"].paragraphs)
        for n in (notice, notice.model_copy(update={"report": single}))
    )
    assert "the agencies named below" in many
    assert "The consumer reporting agencies did not make this decision" in many
    assert "the agency named below" in one
    assert "The consumer reporting agency did not make this decision" in one
    assert "within 60 days" in one


def test_a_report_without_a_score_discloses_none() -> None:
    notice = only(DEBTS)
    assert notice.report is not None
    scoreless = notice.report.model_copy(update={"score": None})
    assert "Your credit score" not in sections(notice.model_copy(update={"report": scoreless}))


def test_a_score_that_did_not_decide_is_said_to_have_been_considered() -> None:
    considered, decided = only(DEBTS), only({"borrowers.0.credit.scores": LOW_JOINT["borrowers.1"]["credit"]["scores"]})
    assert (
        sections(considered)["Your credit score"]
        .paragraphs[0]
        .startswith(
            "We also obtained your credit score and considered it in making our decision. The score is a number"
        )
    )
    assert (
        sections(decided)["Your credit score"]
        .paragraphs[0]
        .startswith("We used your credit score in making our decision. The score is a number")
    )


def test_a_score_without_known_factors_announces_none() -> None:
    notice = only({**DEBTS, "borrowers.0.credit.scores": [{"bureau": "experian", "score": 640}]})
    section = sections(notice)["Your credit score"]
    assert (section.lead, section.items) == (None, ())
    assert [(fact.label, fact.values) for fact in section.facts] == [
        ("Your credit score", ("640 (Classic FICO)",)),
        ("Date of the score", ("February 25, 2026",)),
        ("Range of scores", ("from a low of 300 to a high of 850",)),
        ("Source of the score", ("Experian",)),
    ]


def test_whoever_else_was_asked_may_be_asked_about() -> None:
    notice = only(UNSOUND).model_copy(update={"outside_request_days": 60})
    section = sections(notice)["Information from others"]
    assert section.rule == "15 USC 1681m(b)(1)"
    assert "in writing within 60 days" in section.paragraphs[0]


def test_an_agency_stands_with_its_address_and_its_number() -> None:
    (fact,) = sections(only(UNSOUND))["How to reach us"].facts
    assert fact.label == "Larkspur Home Lending"
    assert fact.values == (
        "Underwriting Office, 7200 Invented Prairie Drive, Suite 310, Lincoln, NE 68500",
        "1-800-555-0136",
    )
    without = only(UNSOUND).creditor.model_copy(update={"telephone": None})
    (fact,) = sections(only(UNSOUND).model_copy(update={"creditor": without}))["How to reach us"].facts
    assert len(fact.values) == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 1, 31), "January 31, 2026"), (date(2026, 12, 1), "December 1, 2026")],
)
def test_a_date_is_written_as_in_a_letter(day: date, words: str) -> None:
    assert in_words(day) == words
