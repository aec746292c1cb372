"""A page is written whole, under a name that leads nowhere else."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from report_pages import shape
from reporting import html
from reporting.html import file_stem, render_report, write_report


class TestWriting:
    def test_the_file_is_named_after_the_application(self, tmp_path: Path) -> None:
        path = write_report(shape("clean"), tmp_path / "new" / "folder")
        assert path == tmp_path / "new" / "folder" / "APP-1.html"
        assert path.read_text(encoding="utf-8") == render_report(shape("clean"))

    def test_an_earlier_page_is_replaced_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        write_report(shape("clean"), tmp_path)
        path = write_report(shape("no taxes"), tmp_path)
        assert "Incomplete" in path.read_text(encoding="utf-8")
        assert list(tmp_path.iterdir()) == [path]

    def test_a_page_that_cannot_be_finished_leaves_the_earlier_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write_report(shape("clean"), tmp_path)
        before = path.read_bytes()

        opened = Path.open

        def full(self: Path, mode: str = "r", **options: Any) -> Any:
            file = opened(self, mode, **options)
            if mode == "wb":
                file.write(b"half of it")
                raise OSError(28, "No space left on device")
            return file

        monkeypatch.setattr(Path, "open", full)
        with pytest.raises(OSError, match="No space left"):
            write_report(shape("no taxes"), tmp_path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    def test_a_folder_that_is_a_file_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("")
        with pytest.raises(OSError, match="taken"):
            write_report(shape("clean"), tmp_path / "taken")

    @pytest.mark.parametrize(
        "hostile", ["../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\b", "a\x00b", ".hidden", "", "é" * 400]
    )
    def test_no_id_leads_out_of_the_folder(self, hostile: str, tmp_path: Path) -> None:
        stem = file_stem(hostile)
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,110}", stem)
        result = shape("clean").model_copy(update={"application_id": hostile})
        assert write_report(result, tmp_path).parent == tmp_path

    def test_different_ids_never_share_a_file(self) -> None:
        identities = ["a/b", "a-b", "a\\b", "a:b", "..", ".", ""]
        assert len({file_stem(identity) for identity in identities}) == len(identities)


def test_costs_keep_every_digit_and_round_nothing() -> None:
    assert html.cost(Decimal("0.00123400")) == "$0.001234"
    assert html.cost(Decimal("12.50")) == "$12.5"
    assert html.cost(Decimal(100)) == "$100"
    assert html.cost(Decimal(0)) == "$0"
    assert html.cost(None) == "unknown"
