import pytest

from policy_reading import GIVEN, kinds, of_kind
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.html import read_html

PAGE = """<!doctype html><html><head><title>Site name</title>
<meta name="policy.document" content="credit-policy"><meta name="policy.effective-from" content="2025-06-01">
<style>p { color: red }</style></head><body>
<nav><a href="/">Home</a></nav><header>Bank of Somewhere</header>
<main><h1>Credit Policy</h1><h2>2.1 Gift&nbsp;funds</h2>
<p>A gift comes from a <b>rel</b>ative.<br>Always.</p>
<ul><li>a letter<ol start="3"><li>signed</li></ol></li><li><p>a deed</p></li></ul>
<table><caption>Scores</caption><tr><th>score</th><th colspan="2">LTV</th></tr>
<tr><td>620</td><td>9|5</td><td>x</td></tr></table>
<script>alert(1)</script><p hidden>Not shown.</p><aside>An aside.</aside></main>
<footer>Copyright</footer></body></html>"""


def read(html: str, given: GivenMetadata = GIVEN) -> list[tuple[str, str]]:
    return kinds(read_html(html.encode(), "credit.html", given))


def test_the_main_part_is_read_and_nothing_around_it() -> None:
    assert read(PAGE) == [
        ("heading", "Credit Policy"),
        ("heading", "2.1 Gift funds"),
        ("prose", "A gift comes from a relative. Always."),
        ("item", "- a letter"),
        ("item", "3. signed"),
        ("item", "- a deed"),
        ("prose", "Scores"),
        ("table", "| score | LTV |  |\n|---|---|---|\n| 620 | 9\\|5 | x |"),
        ("prose", "An aside."),
    ]


def test_meta_elements_say_what_the_document_is() -> None:
    metadata = read_html(PAGE.encode(), "file.html", GivenMetadata(document="other")).metadata
    assert (metadata.document, metadata.title) == ("credit-policy", "Credit Policy")
    assert metadata.version == metadata.effective_from.isoformat() == "2025-06-01"


def test_a_page_without_a_main_part_is_read_without_its_frame() -> None:
    frame = "<body><header><h1>Bank</h1></header>{}<footer>Copyright</footer></body>"
    assert read(frame.format("<div><h1>Policy</h1>Loose words<p>and more</p></div>")) == [
        ("heading", "Policy"),
        ("prose", "Loose words"),
        ("prose", "and more"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_a_page_that_names_no_encoding_is_utf_8_or_windows(encoding: str) -> None:
    content = "<p>Caf\u00e9 \u2013 \u00a7 4</p>".encode(encoding)
    assert of_kind(read_html(content, "a.html", GIVEN), "prose") == ["Caf\u00e9 \u2013 \u00a7 4"]


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    assert read("<table><tr><td><h2>1 Scores</h2><p>Words.</p></td></tr></table>") == [
        ("heading", "1 Scores"),
        ("prose", "Words."),
    ]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [("1", ["1.", "2."]), ("a", ["a.", "b."]), ("A", ["A.", "B."]), ("i", ["i.", "ii."]), ("I", ["I.", "II."])],
)
def test_a_list_is_numbered_as_the_browser_shows_it(kind: str, labels: list[str]) -> None:
    found = read(f'<ol type="{kind}"><li>one</li><li>two</li></ol>')
    assert [words.split()[0] for _, words in found] == labels


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("", "the file is empty"),
        ("<html><body><nav>Home</nav></body></html>", "no words under any heading"),
        ("<h1>Only a heading</h1>", "no words under any heading"),
        ("<div>" * 300 + "<p>deep</p>", "elements lie more than 200 deep|no words"),
    ],
)
def test_a_page_that_cannot_be_read_is_told(html: str, told: str) -> None:
    with pytest.raises(DocumentError, match=rf"credit\.html: .*({told})"):
        read(html)
