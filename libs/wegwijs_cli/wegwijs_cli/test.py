"""`wegwijs test`: every test, against a real PostgreSQL and NATS that start for it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from wegwijs_cli.browser import need_browser
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.page_parts import fetch_page_parts
from wegwijs_cli.progress import Progress
from wegwijs_cli.secret_store import new_password
from wegwijs_cli.settings import PROJECT, LauncherSettings

ONE_MORE = 1
"""Workers than processors: who drives a whole house or a browser waits a third of the time."""


def run_tests(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[PYTEST ARGUMENTS]…")] = None,
    long: Annotated[bool, typer.Option("--long", help="Tests of real durations and big sizes too.")] = False,
    without_browser: Annotated[
        bool, typer.Option("--without-browser", help="Leave out the tests of pages in Chromium.")
    ] = False,
) -> None:
    """Run the tests; whatever is not an option of this command goes to pytest."""
    given = LauncherSettings().postgres_url
    marked = [*([] if long else ["not long"]), *(["not browser"] if without_browser else [])]
    chosen = [*(["-m", " and ".join(marked)] if marked else []), *(arguments or [])]
    try:
        if not without_browser:
            progress = Progress()
            need_browser(progress)
            fetch_page_parts(progress)
        status = run_pytest(given.get_secret_value(), chosen) if given else _with_our_own_postgres(chosen)
    except CannotStart as error:
        Progress.fail(str(error))
        status = 1
    raise typer.Exit(status)


def _with_our_own_postgres(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="wegwijs-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = EmbeddedPostgres(
            folder / "postgres", password=new_password(), durable=False, log=folder / "postgres.log"
        )
        server.start()
        try:
            return run_pytest(server.admin_url, arguments)
        finally:
            server.stop()
            server.erase()


def run_pytest(postgres_url: str, arguments: list[str]) -> int:
    """Run pytest on all processors with this PostgreSQL and return its exit status."""
    command = [sys.executable, "-P", "-m", "pytest", "-n", str((os.cpu_count() or 1) + ONE_MORE)]
    command += ["--dist", "loadgroup", *arguments]
    environment = os.environ | {"WEGWIJS_TEST_POSTGRES_URL": postgres_url, "WEGWIJS_ENV": "test"}
    # Dozens of processes start: each would compile all that it imports where nobody keeps what is compiled.
    environment["PYTHONPYCACHEPREFIX"] = str(LauncherSettings().home.absolute() / "compiled")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(command, cwd=PROJECT, env=environment)  # noqa: S603  # our own program

    def pass_on(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    # Ctrl-C reaches pytest by itself; we stay until it has told what it found.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, pass_on)
    status = process.wait()
    return status if status >= 0 else 128 - status
