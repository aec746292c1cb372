"""The page about outcomes shows the matrix that decides."""

from pathlib import Path

from lending.matrix import matrix_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "outcomes.md"


def test_the_documentation_shows_the_matrix_as_it_is() -> None:
    assert matrix_table() in PAGE.read_text(encoding="utf-8")
