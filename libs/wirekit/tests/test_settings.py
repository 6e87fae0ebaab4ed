"""Settings come from the environment, and what is secret from a file beside it."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from wirekit.settings import ProcessSettings


class Told(ProcessSettings):
    password: SecretStr
    port: int = 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEGWIJS_SECRETS_DIR", str(tmp_path))
    return tmp_path


def test_a_secret_is_read_from_the_file_of_its_name_and_the_line_end_is_not_part_of_it(folder: Path) -> None:
    (folder / "wegwijs_password").write_text("from a file\n")
    (folder / "wegwijs_unknown").write_text("nobody asks for it")
    told = Told()
    assert told.password.get_secret_value() == "from a file"
    assert told.port == 1
    assert "from a file" not in repr(told)


def test_the_environment_goes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "wegwijs_port").write_text("2")
    (folder / "wegwijs_password").write_text("from a file")
    monkeypatch.setenv("WEGWIJS_PASSWORD", "from the environment")
    told = Told()
    assert (told.password.get_secret_value(), told.port) == ("from the environment", 2)


def test_without_a_folder_no_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wegwijs_password").write_text("from a file")
    monkeypatch.delenv("WEGWIJS_SECRETS_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValidationError, match="password"):
        Told()
