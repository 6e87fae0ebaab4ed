"""Style sheets and fonts of the pages, and the browser that looks at them: fetched, or one clear line."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wegwijs_cli.browser import need_browser
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.identity_provider.told import MODULE
from wegwijs_cli.page_parts import SERVED, fetch_page_parts
from wegwijs_cli.progress import Progress
from wegwijs_cli.settings import PROJECT

FETCHED = "Parts of the pages and of the sign-in are fetched"


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    made = folder / name
    made.write_text("#!/bin/sh\n")
    made.chmod(0o755)
    return made


def project(folder: Path, lock: str) -> Path:
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    (folder / "package-lock.json").write_text(lock)
    return folder


def test_what_is_there_already_is_not_fetched_again(tmp_path, capsys):
    of = project(tmp_path / "project", "{}")
    kept = tmp_path / "page-parts"
    kept.mkdir()
    made_of = b"{}" + repr(sorted(SERVED.items())).encode()
    (kept / "stamp").write_text(hashlib.sha256(made_of).hexdigest())
    assert fetch_page_parts(Progress(), kept, of) == kept
    assert FETCHED not in "".join(capsys.readouterr())


def test_with_another_lock_they_are_fetched_anew_and_a_failure_is_one_line_and_keeps_what_was_there(tmp_path):
    of = project(tmp_path / "project", "this is no JSON")
    kept = tmp_path / "page-parts"
    kept.mkdir()
    (kept / "stamp").write_text("of another lock")
    with pytest.raises(CannotStart, match="the npm packages could not be fetched") as failure:
        fetch_page_parts(Progress(), kept, of)
    assert "\n" not in str(failure.value)
    assert [path.name for path in kept.iterdir()] == ["stamp"]


def test_without_a_lock_it_says_which_file_is_missing(tmp_path):
    with pytest.raises(CannotStart, match=r"package-lock\.json"):
        fetch_page_parts(Progress(), tmp_path / "page-parts", tmp_path)


@pytest.mark.long
def test_a_fresh_clone_gets_every_file_by_the_node_of_a_wheel(tmp_path):
    folder = fetch_page_parts(Progress(), tmp_path / "page-parts")
    assert {path.name for path in folder.iterdir()} == {*SERVED, "node_modules", "stamp"}
    assert (folder / MODULE).is_file()


def test_the_lock_names_no_registry_and_the_packages_of_the_pages_have_exact_versions():
    lock = json.loads((PROJECT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "://" in package.get("resolved", "")] == []
    wanted = json.loads((PROJECT / "package.json").read_text())["dependencies"]
    assert [version for version in wanted.values() if not version[0].isdigit()] == []


def test_a_browser_that_is_there_is_used(tmp_path):
    there = program(tmp_path / "bin", "chromium")
    assert need_browser(Progress(), path=str(tmp_path / "bin")) == str(there)


@pytest.mark.parametrize("is_root", [True, False])
def test_without_a_browser_and_without_a_way_to_install_it_one_line_names_the_package(tmp_path, is_root):
    if not is_root:
        program(tmp_path, "apt-get")
    with pytest.raises(CannotStart, match="apt-get install chromium chromium-l10n") as failure:
        need_browser(Progress(), path=str(tmp_path), is_root=is_root)
    assert "--without-browser" in str(failure.value)
    assert "\n" not in str(failure.value)


def run_wegwijs_test(*arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": path, "WEGWIJS_POSTGRES_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-P", "-m", "wegwijs_cli", "test", *arguments, "--collect-only", "tests/pages"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_tests_do_not_run_without_a_browser_unless_that_is_said(tmp_path):
    refused = run_wegwijs_test(path=str(tmp_path))
    assert refused.returncode == 1
    assert "Chromium" in refused.stderr
    assert "test_journeys_on_pages" not in refused.stdout
    left_out = run_wegwijs_test("--without-browser", path=str(tmp_path))
    assert left_out.returncode == 5, left_out.stdout + left_out.stderr  # pytest: nothing was collected
    assert "deselected" in left_out.stdout
