from datetime import date
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from made_policy_files import body, pdf, scanned_pdf
from policy_reading import GIVEN, kinds, of_kind
from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.pdf import read_pdf

BOLD = "Helvetica-Bold"
TITLE = [("Credit Policy", BOLD, 20.0), ("", BOLD, 10.0)]
SECTION = [("", BOLD, 10.0), ("2.1 Gift funds", BOLD, 13.0), ("", BOLD, 10.0)]


def test_headings_are_told_by_their_size_where_there_are_no_bookmarks() -> None:
    document = read_pdf(pdf([[*TITLE, *SECTION, *body("A gift comes", "from a relative.")]]), "credit.pdf", GIVEN)
    assert kinds(document) == [
        ("heading", "Credit Policy"),
        ("heading", "2.1 Gift funds"),
        ("prose", "A gift comes from a relative."),
    ]
    assert [(block.level, block.number) for block in document.blocks[:2]] == [(1, None), (3, "2.1")]


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_keeps_both_pages() -> None:
    first = [*SECTION, *body("The lender asks for a letter which says that the gift")]
    document = read_pdf(pdf([first, body("is no loan. It is signed.", "", "Another rule.")]), "credit.pdf", GIVEN)
    assert of_kind(document, "prose") == [
        "The lender asks for a letter which says that the gift is no loan. It is signed.",
        "Another rule.",
    ]
    start = document.page_starts[1]
    assert document.text[start:].startswith("is no loan.")
    pages = {chunk.passage.text: chunk.passage.page for chunk in chunk_document(document, ChunkSettings())}
    assert set(pages.values()) == {1}


def test_passages_know_their_page_also_where_a_page_is_empty() -> None:
    pages = [[*SECTION, *body("First.")], [], [("3.1 Reserves", BOLD, 13.0), ("", BOLD, 10.0), *body("Third.")]]
    document = read_pdf(pdf(pages), "credit.pdf", GIVEN)
    found = {chunk.section: chunk.passage.page for chunk in chunk_document(document, ChunkSettings())}
    assert found == {"2.1": 1, "3.1": 3}


def test_running_heads_and_page_numbers_are_no_words_of_the_policy() -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=LETTER, invariant=1)
    for number in range(1, 5):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 760, f"Lender manual, sheet {number}")
        canvas.drawString(300, 30, f"- {number} -")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, f"Rule {'abcd'[number - 1]} holds on every page.")
        canvas.showPage()
    canvas.save()
    document = read_pdf(target.getvalue(), "credit.pdf", GIVEN)
    assert " ".join(of_kind(document, "prose")) == " ".join(f"Rule {letter} holds on every page." for letter in "abcd")


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (("The under-", "writer signs."), "The underwriter signs."),
        (("An owner-occupied home. The owner-", "occupied rate."), "An owner-occupied home. The owner-occupied rate."),
        (("A 30-", "year loan."), "A 30-year loan."),
        (("The non-", "QM rule."), "The non-QM rule."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_the_word_has_it(lines: tuple[str, ...], read: str) -> None:
    document = read_pdf(pdf([[*SECTION, *body(*lines)]]), "credit.pdf", GIVEN)
    assert of_kind(document, "prose") == [read]


def test_items_of_a_list_are_blocks_of_their_own() -> None:
    lines = body("The file holds:", "\u2022 a letter", "\u2022 a statement of the", "   donor", "(a) a deed")
    document = read_pdf(pdf([[*SECTION, *lines]]), "credit.pdf", GIVEN)
    assert of_kind(document, "item") == ["- a letter", "- a statement of the donor", "(a) a deed"]


def test_what_the_file_marks_as_an_artifact_is_not_read() -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=LETTER, invariant=1)
    canvas._code.append("/Artifact BMC")  # type: ignore[attr-defined]  # there is no call for it
    canvas.drawString(72, 500, "Confidential")
    canvas._code.append("EMC")  # type: ignore[attr-defined]  # as above
    canvas.drawString(72, 400, "The rule.")
    canvas.save()
    assert kinds(read_pdf(target.getvalue(), "credit.pdf", GIVEN)) == [("prose", "The rule.")]


def test_keywords_say_what_the_document_is_and_win_over_what_is_given() -> None:
    keywords = (
        "mortgage; document=credit-policy; version=2026.1; effective_from=2026-01-01; states=CA, NY; programs=FHA"
    )
    content = pdf([[*TITLE, *body("Words.")]], keywords=keywords)
    metadata = read_pdf(content, "file.pdf", GivenMetadata(document="other", effective_to=date(2026, 12, 31))).metadata
    assert (metadata.document, metadata.version, metadata.states) == ("credit-policy", "2026.1", ("CA", "NY"))
    assert metadata.effective_to == date(2026, 12, 31)
    assert [program.value for program in metadata.programs] == ["fha"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (pdf([body("Words.")], locked_with="a word"), "it is encrypted and asks for a password.*without a password"),
        (pdf([body("Words.")])[:300], "this is not a whole PDF.*Export it again"),
        (b"%PDF-1.7 but nothing else", "this is not a whole PDF"),
        (scanned_pdf(3), "pages 1, 2, 3: pictures without text, as a scanner makes them.*OCR"),
        (pdf([[]]), "none of its pages has text"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_reason_and_remedy(content: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=rf"credit\.pdf: .*{told}"):
        read_pdf(content, "credit.pdf", GIVEN)
