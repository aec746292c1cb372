"""The page can be read by everyone: in light and dark, by ear, on paper and on a telephone."""

import re
from itertools import pairwise

import pytest

from report_pages import Node, read_page
from reporting import labels
from reporting.html import TEMPLATES, render_report
from told_results import told_result

TONES = ("good", "conditional", "offer", "care", "bad", "quiet")
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "muted", "link")
        for ground in ("surface", "sunken", "mark", *(f"{tone}-tint" for tone in TONES))
    ),
    ("ink", "paper"),
    ("muted", "paper"),
    *((tone, ground) for tone in TONES for ground in (f"{tone}-tint", "surface")),
]
SHAPES = [("needle", "surface"), *((f"{tone}-fill", "surface") for tone in TONES)]


def palettes() -> dict[str, dict[str, str]]:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(scope="module")
def page() -> Node:
    return read_page(
        render_report(told_result({"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "1"}))
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_contrast_meets_wcag_aa(scheme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = palettes()[scheme]
    faint = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: value for pair, value in faint.items() if value < least} == {}


def test_no_two_outcomes_look_alike_without_colour() -> None:
    for family in (labels.OUTCOMES, labels.FINDINGS, labels.RELEASES):
        assert len({label.icon for label in family.values()}) == len(family)
        assert len({label.words for label in family.values()}) == len(family)


def test_headings_form_an_outline_without_gaps(page: Node) -> None:
    levels = [int(node.tag[1]) for node in page if re.fullmatch(r"h[1-6]", node.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_headers_that_say_what_they_head(page: Node) -> None:
    for table in page.all("table"):
        assert table.all("th")
        assert all(cell.attrs.get("scope") in {"col", "row", "rowgroup"} for cell in table.all("th"))


def test_tables_that_become_cards_keep_their_roles(page: Node) -> None:
    for table in page.all("table", "cardlike"):
        roles = {"table": "table", "tr": "row", "td": "cell"}
        assert all(node.attrs.get("role") == roles[node.tag] for node in table if node.tag in roles)


def test_decoration_is_hidden_from_those_who_listen(page: Node) -> None:
    assert all(node.attrs.get("aria-hidden") == "true" for node in page.all("svg", "icon"))
    assert page.one("html").attrs["lang"] == "en"


def test_there_is_a_style_for_paper_and_one_for_small_screens() -> None:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    assert "@media print" in style
    assert "@media screen and (max-width: 34rem)" in style
    assert "@media screen and (prefers-color-scheme: dark)" in style


def test_the_page_forbids_itself_to_load_or_run_anything(page: Node) -> None:
    (policy,) = [node.attrs["content"] for node in page.all("meta") if "http-equiv" in node.attrs]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
