"""The script `wegwijs`: what it says when it cannot set itself up, and that a half set-up leaves no stamp."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


class Tree:
    """A copy of the script with two empty locks, in a folder with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a tree"
        self.root.mkdir()
        self.home = self.root / ".wegwijs"
        shutil.copy(PROJECT / "wegwijs", self.root)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (self.root / lock).write_text("")
        self.programs = folder / "programs"
        self.programs.mkdir()
        # Whoever runs the tests, the script believes that it is not root: it must install nothing here.
        self.program("id", "echo 1000")

    def program(self, name: str, script: str) -> Path:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def run(self, *arguments: str, path: str = "", **environment: str) -> tuple[int, list[str]]:
        ended = subprocess.run(
            [str(self.root / "wegwijs"), *arguments],
            env={"PATH": path or f"{self.programs}:/usr/bin:/bin", "HOME": str(self.programs), **environment},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stderr.splitlines()

    @property
    def stamps(self) -> list[str]:
        return sorted(path.name for path in self.home.glob("*.stamp"))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def without_python(tree: Tree) -> str:
    """A PATH with the ordinary programs and no Python."""
    for folder in ("/usr/bin", "/bin"):
        for program in Path(folder).iterdir():
            link = tree.programs / program.name
            if not program.name.startswith("python") and not link.exists():
                link.symlink_to(program)
    return str(tree.programs)


def test_without_python_one_line_says_what_to_install(tree: Tree) -> None:
    status, lines = tree.run("up", path=without_python(tree))
    assert status == 1
    assert lines == ["wegwijs: no Python 3.11 or newer: apt-get install python3, or set WEGWIJS_PYTHON"]


def test_a_python_that_is_too_old_is_passed_over_and_a_chosen_one_is_named(tree: Tree) -> None:
    path = without_python(tree)
    old = tree.program("python3", "echo")
    tree.program("python3.12", f'exec {sys.executable} "$@"')
    status, lines = tree.run("up", path=path, WEGWIJS_PYTHON=str(old))
    assert (status, lines) == (1, [f"wegwijs: WEGWIJS_PYTHON={old} is no Python 3.11 or newer"])
    (tree.root / "home").write_text("")
    status, lines = tree.run("up", path=path, WEGWIJS_HOME=str(tree.root / "home"))
    assert "cannot be written" in lines[0], "python3.12 was found, and the next thing is told"


def test_an_unusable_folder_is_named_in_one_line(tree: Tree) -> None:
    tree.home.write_text("a file")
    status, lines = tree.run("up")
    assert status == 1
    assert lines == [f"wegwijs: {tree.home} cannot be written; WEGWIJS_HOME chooses another folder"]


NO_PIP = 'case "$*" in *"-m pip"*) exit 1 ;; esac'


def test_an_ordinary_user_without_pip_is_told_the_packages_in_one_line(tree: Tree) -> None:
    python = tree.program("python", f'{NO_PIP}\nexec {sys.executable} "$@"')
    status, lines = tree.run("up", WEGWIJS_PYTHON=str(python))
    assert status == 1
    assert lines == ["wegwijs: pip is missing: apt-get install -y python3-pip python3-venv"]
    assert tree.stamps == []


def test_root_without_pip_has_it_installed_and_is_told_when_that_fails(tree: Tree) -> None:
    python = tree.program("python", f'{NO_PIP}\nexec {sys.executable} "$@"')
    tree.program("id", "echo 0")
    tree.program("apt-get", f'echo "$*" >>"{tree.programs}/asked"; [ "$1" = update ] || exit 100')
    status, lines = tree.run("up", WEGWIJS_PYTHON=str(python))
    assert status == 1
    asked = (tree.programs / "asked").read_text().splitlines()
    assert asked[0].startswith("update")
    assert asked[1].endswith("python3-pip python3-venv")
    assert lines[0] == "wegwijs: installing python3-pip and python3-venv"
    assert lines[1].startswith("wegwijs: pip is missing: ")


def test_a_set_up_that_fails_leaves_no_stamp_and_says_why_in_one_line(tree: Tree) -> None:
    python = tree.program(
        "python",
        'case "$*" in *"pip install"*) echo no such index; exit 1 ;; *"-m pip"*) exit 0 ;; esac\n'
        f'exec {sys.executable} "$@"',
    )
    status, lines = tree.run("up", WEGWIJS_PYTHON=str(python))
    assert status == 1
    assert lines[-1] == "wegwijs: uv could not be fetched: no such index"
    assert tree.stamps == []


def a_python_that_brings_uv(tree: Tree, uv: str) -> Path:
    """A Python whose pip has a mirror configured and whose `pip install` brings this script as uv."""
    (tree.programs / "uv-source").write_text(f"#!/bin/sh\n{uv}\n")
    return tree.program(
        "python",
        f"""case "$*" in
*"-m pip --version") exit 0 ;;
*"-m pip config list") printf '%s\\n' "global.index-url='https://mirror.example/simple'" \
        ":env:.extra-index-url='https://more.example/simple file:///not/there'" \
        "global.cert='/etc/mirror.pem'" "global.find-links='/not/there'" ;;
*"-m pip install"*)
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin" && cp "{tree.programs}/uv-source" "$2/bin/uv" && chmod +x "$2/bin/uv" ;;
*) exec {sys.executable} "$@" ;;
esac""",
    )


UV = r"""env | grep -E '^(UV_|SSL_)' | sort >"{seen}"
[ "$1" = venv ] || exit 0
for last; do :; done
mkdir -p "$last/bin" "$last/site"
cat >"$last/bin/python" <<END
#!/bin/sh
case "\$*" in *purelib*) echo "$last/site" ;; *) exec {python} "\$@" ;; esac
END
chmod +x "$last/bin/python"
"""


def test_what_pip_has_configured_is_handed_to_uv_but_places_that_are_not_there(tree: Tree) -> None:
    seen = tree.programs / "seen"
    python = a_python_that_brings_uv(tree, UV.format(seen=seen, python=sys.executable))
    status, lines = tree.run("set-up", WEGWIJS_PYTHON=str(python))
    assert status == 0, lines
    told = dict(line.split("=", 1) for line in seen.read_text().splitlines())
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert told["UV_INDEX"] == "https://more.example/simple"
    assert told["SSL_CERT_FILE"] == "/etc/mirror.pem"
    assert told["UV_PYTHON_DOWNLOADS"] == "never"
    assert "UV_FIND_LINKS" not in told


def test_a_finished_set_up_is_not_repeated_until_the_lock_changes(tree: Tree) -> None:
    seen = tree.programs / "seen"
    python = a_python_that_brings_uv(tree, UV.format(seen=seen, python=sys.executable))
    assert tree.run("set-up", WEGWIJS_PYTHON=str(python))[0] == 0
    assert tree.stamps == ["python.stamp", "requirements.stamp"]
    seen.unlink()
    assert tree.run("set-up") == (0, [])
    assert not seen.exists()
    assert tree.run("set-up", "--dev", WEGWIJS_PYTHON=str(python))[0] == 0
    assert tree.stamps == ["python.stamp", "requirements-dev.stamp", "requirements.stamp"]
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tree.root / lock).write_text("# another one\n")
    seen.unlink()
    assert tree.run("set-up", WEGWIJS_PYTHON=str(python))[0] == 0
    assert seen.exists()


def test_of_two_at_once_one_sets_up_and_the_other_waits_for_it(tree: Tree) -> None:
    count = tree.programs / "count"
    seen = tree.programs / "seen"
    uv = f'echo "$1" >>"{count}"\n' + UV.format(seen=seen, python=sys.executable)
    python = a_python_that_brings_uv(tree, uv)
    both = [
        subprocess.Popen(
            [str(tree.root / "wegwijs"), "set-up"],
            env={"PATH": f"{tree.programs}:/usr/bin:/bin", "HOME": "/", "WEGWIJS_PYTHON": str(python)},
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [each.wait(timeout=60) for each in both] == [0, 0]
    assert count.read_text().split() == ["venv", "pip"]


def test_the_folders_of_our_packages_reach_python_by_one_file(tree: Tree) -> None:
    for package in ("libs/kit", "services/one", "gateway"):
        (tree.root / package).mkdir(parents=True)
        (tree.root / package / "pyproject.toml").write_text("")
    (tree.root / "libs" / "no-package").mkdir()
    python = a_python_that_brings_uv(tree, UV.format(seen=tree.programs / "seen", python=sys.executable))
    assert tree.run("set-up", WEGWIJS_PYTHON=str(python))[0] == 0
    told = (tree.home / "venv" / "site" / "wegwijs.pth").read_text().splitlines()
    assert told == [str(tree.root / package) for package in ("libs/kit", "services/one", "gateway")]


@pytest.mark.long
def test_from_nothing_it_installs_every_pinned_package_and_runs_a_command(tmp_path: Path) -> None:
    tree = tmp_path / "the house"
    ignored = shutil.ignore_patterns(".wegwijs", ".git", "__pycache__")
    shutil.copytree(PROJECT, tree, ignore=ignored)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    ended = subprocess.run(
        [str(tree / "wegwijs"), "policy", "--help"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "check" in ended.stdout
