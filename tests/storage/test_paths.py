import os
import stat
from pathlib import Path

import pytest

from storage import paths
from storage.errors import StorageError


def test_the_data_folder_is_the_one_that_the_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "a" / "b"))
    assert paths.home() == (tmp_path / "a" / "b").resolve()
    assert stat.S_IMODE(paths.home().stat().st_mode) == 0o700


def test_a_tilde_and_a_relative_folder_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(paths.HOME_VARIABLE, "~/data")
    assert paths.home() == (tmp_path / "data").resolve()
    monkeypatch.setenv(paths.HOME_VARIABLE, "here")
    assert paths.home() == (tmp_path / "here").resolve()


def test_an_ordinary_user_has_a_folder_among_their_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert paths.home().is_relative_to(tmp_path)
    assert paths.home().name == "underwright"


def test_root_keeps_its_data_out_of_any_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path("/var/lib/underwright") == paths.ROOT_HOME
    monkeypatch.delenv(paths.HOME_VARIABLE)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(paths, "ROOT_HOME", tmp_path / "var")
    assert paths.home() == (tmp_path / "var").resolve()


def test_an_unusable_folder_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    for unusable in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv(paths.HOME_VARIABLE, str(unusable))
        with pytest.raises(StorageError, match="Set UNDERWRIGHT_HOME to a folder") as error:
            paths.home()
        assert str(unusable) in str(error.value)


def test_a_folder_that_may_not_be_written_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StorageError, match=r"may not be written.*UNDERWRIGHT_HOME"):
        paths.home()


def test_a_subfolder_is_open_to_its_user_alone(data_folder: Path) -> None:
    folder = paths.subfolder("models")
    assert folder == data_folder.resolve() / "models"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
