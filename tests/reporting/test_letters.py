"""Everything that the law asks a notice to say is found in the text, the HTML and the PDF of it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from builders import REMOVED, application, borrower
from lending.adverse_action import notices_of
from lending.core import underwrite
from letters import DATED, DEBTS, FACTORS, INCOMPLETE, JOINT, LOW_JOINT, OFFER, UNSOUND, letter, letters
from pdf_text import pages_of, text_of_pdf
from report_pages import read_page
from reporting.html import render_letter
from reporting.letter import Letter, letters_of
from reporting.letter_pdf import pdf_of
from reporting.letter_text import text_of

ECOA = (
    "The Federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit applicants on the "
    "basis of race, color, religion, national origin, sex, marital status, age (provided the applicant has the "
    "capacity to enter into a binding contract); because all or part of the applicant's income derives from any public "
    "assistance program; or because the applicant has in good faith exercised any right under the Consumer Credit "
    "Protection Act. The Federal agency that administers compliance with this law concerning this creditor is Federal "
    "Trade Commission, Consumer Response Center, 600 Pennsylvania Avenue NW, Washington, DC 20580."
)
CREDITOR = {
    "creditor's name, 1002.9(a)(2)": "Larkspur Home Lending",
    "creditor's address, 1002.9(a)(2)": "7200 Invented Prairie Drive, Suite 310",
    "creditor's telephone, form C-1": "1-800-555-0136",
    "date, form C-1": "March 20, 2026",
    "applicant's name, form C-1": "Dear Robin Sample:",
    "applicant's address, form C-1": "12 Invented Way",
    "transaction, form C-1": "mortgage loan of $",
}
ADVERSE = {
    **CREDITOR,
    "statement of reasons, 1002.9(a)(2)(i)": "Principal reason for our decision",
    "ECOA notice and agency, 1002.9(b)(1)": ECOA,
}
REPORT = {
    "agencies, 1681m(a)(3)(A)": "Equifax Information Services LLC",
    "agency's address, 1681m(a)(3)(A)": "P.O. Box 740241, Atlanta, GA 30374",
    "agency's toll-free number, 1681m(a)(3)(A)": "1-800-685-1111",
    "every agency, 1681m(a)(3)(A)": "TransUnion LLC",
    "agency did not decide, 1681m(a)(3)(B)": "agencies did not make this decision",
    "agency cannot give reasons, 1681m(a)(3)(B)": "cannot tell you the specific reasons",
    "free copy, 1681m(a)(4)(A)": "free copy of your report",
    "60 days, 1681m(a)(4)(A)": "within 60 days after you receive this notice",
    "dispute, 1681m(a)(4)(B)": "inaccurate or incomplete, you have the right to dispute",
    "score, 1681m(a)(2)": "700 (Classic FICO)",
    "date of the score, 1681g(f)(1)(D)": "February 24, 2026",
    "range of scores, 1681g(f)(1)(B)": "from a low of 300 to a high of 850",
    "source of the score, 1681g(f)(1)(E)": "Source of the score",
    **{f"key factor {number}, 1681g(f)(1)(C)": factor for number, factor in enumerate(FACTORS, start=1)},
}
CHECKLISTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "decline": (
        DEBTS,
        {
            **ADVERSE,
            **REPORT,
            "action, 1002.9(a)(2)": "cannot approve it",
            "specific reason, 1002.9(b)(2)": "Excessive obligations in relation to income: Back-end DTI: ",
        },
    ),
    "decline without a report": (
        UNSOUND,
        {
            **ADVERSE,
            "action, 1002.9(a)(2)": "cannot approve it",
            "specific reason, 1002.9(b)(2)": "Value or type of collateral not sufficient: ",
        },
    ),
    "counteroffer": (
        OFFER,
        {
            **ADVERSE,
            "action, 1002.9(a)(2)": "cannot approve your application on the terms that you asked for",
            "specific reason, 1002.9(b)(2)": "LTV as delivered: 96.00%, above the maximum LTV of 95.00%.",
            "terms offered, form C-4": "$380,000",
            "time to accept, form C-4": "open until May 1, 2026",
            "no second notice, comment 9(a)(1)-6": "no further notice",
        },
    ),
    "incompleteness": (
        INCOMPLETE,
        {
            **CREDITOR,
            "what is needed, 1002.9(c)(2)": "Supply the property taxes.",
            "a reasonable time, 1002.9(c)(2)": "by May 1, 2026",
            "what follows, 1002.9(c)(2)": "no further consideration",
        },
    ),
}


def flat(text: str) -> str:
    return " ".join(text.split())


RENDERINGS: dict[str, Callable[[Letter], str]] = {
    "text": lambda shown: flat(text_of(shown)),
    "html": lambda shown: read_page(render_letter(shown)).one("body").text,
    "pdf": lambda shown: text_of_pdf(pdf_of(shown)),
}


@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("kind", CHECKLISTS)
def test_everything_that_the_law_asks_for_is_said(kind: str, rendering: str) -> None:
    changes, required = CHECKLISTS[kind]
    shown = RENDERINGS[rendering](letter(changes))
    if rendering == "text":
        shown = shown.replace("LARKSPUR HOME LENDING", "Larkspur Home Lending")
        shown = shown.replace("PRINCIPAL REASON FOR OUR DECISION", "Principal reason for our decision")
    missing = {rule: words for rule, words in required.items() if words not in shown}
    assert missing == {}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_no_notice_says_what_it_has_no_ground_for(rendering: str) -> None:
    unsound, incomplete, offer = (RENDERINGS[rendering](letter(changes)) for changes in (UNSOUND, INCOMPLETE, OFFER))
    for words in ("consumer reporting", "credit score", "key factor", "free copy"):
        assert words not in unsound.lower()
        assert words not in incomplete.lower()
        assert words not in offer.lower()
    assert "principal reason" not in incomplete.lower()


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_each_borrower_reads_the_own_score_and_nobody_elses(rendering: str) -> None:
    first, second = (RENDERINGS[rendering](shown) for shown in letters(JOINT))
    assert "Dear Robin Sample:" in first
    assert "700 (Classic FICO)" in first
    assert "655" not in first
    assert "Dear Alex Sample:" in second
    assert "655 (Classic FICO)" in second
    assert "700" not in second.replace("7200", "")


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_the_score_that_decided_is_told_to_its_owner_alone(rendering: str) -> None:
    first, second = (RENDERINGS[rendering](shown) for shown in letters(LOW_JOINT))
    assert "a co-applicant's credit history" in first
    assert "583" not in first
    assert "Amount past due" not in first
    assert "700 (Classic FICO)" in first
    assert "583 (Classic FICO)" in second
    assert "Representative credit score: 583, below" in second
    assert "Amount past due on accounts" in second
    assert "700" not in second.replace("7200", "")
    assert "co-applicant" not in second


def test_the_files_are_the_same_bytes_for_the_same_letter() -> None:
    for changes, _ in CHECKLISTS.values():
        first, second = letter(changes), letter(changes)
        assert pdf_of(first) == pdf_of(second)
        assert render_letter(first) == render_letter(second)
        assert text_of(first) == text_of(second)


def test_every_page_of_the_pdf_names_its_application_and_its_number() -> None:
    pages = pages_of(pdf_of(letter(DEBTS)))
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert "Application APP-1" in page
        assert f"Page {number}" in page


def test_the_pdf_tells_its_title_and_its_language() -> None:
    raw = pdf_of(letter(DEBTS))
    assert b"/Title (Notice of action taken and statement of reasons: APP-1)" in raw
    assert b"/Lang (en-US)" in raw
    assert b"/Author (Larkspur Home Lending)" in raw


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_letter_that_lacks_something_says_so_on_top(rendering: str) -> None:
    scores = [{"bureau": "experian", "score": 600}]
    shown = RENDERINGS[rendering](letter({**DEBTS, "borrowers.0.credit.scores": scores}))
    assert shown.lower().startswith("not to be sent yet")
    assert "Obtain from Experian the key factors of the credit score of Robin Sample." in shown
    assert "not to be sent yet" not in RENDERINGS[rendering](letter(DEBTS)).lower()


def test_a_letter_to_somebody_without_a_name_or_an_address_lacks_them() -> None:
    missing = {f"borrowers.0.identity.{part}": REMOVED for part in ("first_name", "last_name", "current_address")}
    shown = letter(missing)
    assert (shown.name, shown.address) == ("Applicant", ())
    assert shown.to_complete == ("Find out the applicant's name.", "Find out the applicant's address.")
    assert "Supply the first name of borrower B1." in text_of(shown)


def test_people_are_called_by_their_names() -> None:
    assert "Supply the declarations of Robin Sample." in text_of(letter(INCOMPLETE))


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("12 Invented Way, Springfield, IL 62701", ("12 Invented Way", "Springfield, IL 62701")),
        ("PO  Box 7", ("PO Box 7",)),
        ("12 Invented Way\nSpringfield, IL 62701", ("12 Invented Way", "Springfield, IL 62701")),
        ("12 Invented Way, Apt 4,\r\n Springfield,  IL", ("12 Invented Way, Apt 4", "Springfield, IL")),
        ("12 Invented Way, Springfield\n,", ("12 Invented Way", "Springfield")),
    ],
)
def test_an_address_stands_as_on_an_envelope(address: str, lines: tuple[str, ...]) -> None:
    assert letter({**UNSOUND, "borrowers.0.identity.current_address": address}).address == lines


def test_the_property_is_named_as_far_as_it_is_known() -> None:
    assert letter(UNSOUND).subject == ("Application APP-1", "Property: 48 Invented Lane, Springfield, IL 62704")
    known = letter({"property.street": REMOVED, "property.city": REMOVED, "property.postal_code": REMOVED})
    assert known.subject[1] == "Property: IL"


def test_names_whose_ids_begin_alike_are_not_taken_for_each_other() -> None:
    """Borrowers B1 and B1.2: the shorter id is not found inside the longer."""
    both = application({"borrowers.0.declarations": None, "borrowers.1": borrower("B1.2", declarations=None)})
    (shown,) = letters_of(notices_of(both, underwrite(both, what_if=False).decision), both, DATED)
    (asked,) = [section for section in shown.sections if section.items]
    assert asked.items == ("Supply the declarations of Robin Sample.", "Supply the declarations of Alex Sample.")


def test_a_letter_after_its_last_day_is_late() -> None:
    assert not letter(DEBTS, date(2026, 4, 1)).is_late
    assert letter(DEBTS, date(2026, 4, 2)).is_late


def test_a_late_letter_leaves_as_many_days_for_an_answer() -> None:
    assert "until May 1, 2026" in text_of(letter(OFFER, date(2026, 4, 1)))
    assert "until May 2, 2026" in text_of(letter(OFFER, date(2026, 4, 2)))
    assert "by May 11, 2026" in text_of(letter(INCOMPLETE, date(2026, 4, 11)))


HOSTILE = "<b>Łucja</b> & \u202enhoJ\x07 Nguyễn 王"


def test_a_hostile_name_is_text_everywhere() -> None:
    shown = letter({**UNSOUND, "borrowers.0.identity.first_name": HOSTILE})
    for rendering in RENDERINGS.values():
        assert "\u202e" not in rendering(shown)
        assert "\x07" not in rendering(shown)
    assert "Dear <b>Łucja</b> & \ufffdnhoJ\ufffd Nguyễn 王 Sample:" in RENDERINGS["html"](shown)
    assert not read_page(render_letter(shown)).all("b")
    assert "Dear <b>Lucja</b> & ?nhoJ? Nguyen ? Sample:" in RENDERINGS["pdf"](shown)


def test_a_pdf_that_cannot_write_a_name_asks_for_another_file_to_be_sent() -> None:
    plain, foreign = (letter({**UNSOUND, "borrowers.0.identity.last_name": name}) for name in ("Nguyễn", "王"))
    asked = "Send the HTML or the text"
    assert asked not in RENDERINGS["pdf"](plain)
    assert asked in RENDERINGS["pdf"](foreign)


def test_a_page_of_a_letter_loads_and_runs_nothing() -> None:
    page = render_letter(letter(OFFER))
    assert not re.search(r"<script|<link|<img|src=|url\(|https?:", page)
    assert "default-src 'none'" in page


def test_headings_of_a_letter_go_down_one_at_a_time_and_name_their_sections() -> None:
    page = read_page(render_letter(letter(OFFER)))
    levels = [int(node.tag[1]) for node in page if re.fullmatch("h[1-6]", node.tag)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    for section in page.all("section"):
        assert page.by_id(section.attrs["aria-labelledby"]).tag == "h2"


def test_lines_of_the_text_fit_a_page() -> None:
    for changes, _ in CHECKLISTS.values():
        assert max(map(len, text_of(letter(changes)).splitlines())) <= 78


def test_a_letter_is_not_sent_before_the_application_that_it_answers() -> None:
    assert letter(UNSOUND, date(2026, 3, 2)).to_complete == ()
    early = letter(UNSOUND, date(2026, 3, 1))
    for rendering in RENDERINGS.values():
        assert "not to be sent yet" in rendering(early).lower()
        assert "Date it March 2, 2026 or later" in rendering(early)


def test_a_letter_is_not_sent_before_the_score_that_it_quotes() -> None:
    scored = [{**score, "created_on": "2026-03-10"} for score in DEBTS["borrowers.0.credit.scores"]]
    changes = {**DEBTS, "borrowers.0.credit.scores": scored}
    assert not letter(changes, date(2026, 3, 10)).is_early
    assert letter(changes, date(2026, 3, 9)).is_early
