"""`wegwijs up`: start everything, say where it is, keep it running, end it in order."""

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer

from wegwijs_cli.child_process import MARK, CannotStart
from wegwijs_cli.guardian import Guardian
from wegwijs_cli.house import House
from wegwijs_cli.leftovers import end_marked, new_mark
from wegwijs_cli.ports import is_free
from wegwijs_cli.progress import Progress
from wegwijs_cli.running import RUNNING_FILE
from wegwijs_cli.screen import show
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.state_folder import StateFolder

FAILED = 1


class Interrupted(BaseException):
    """Somebody asked us to end; a BaseException, so that nothing on the way takes it for a failure."""


def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port of pages and API.")] = 8080,
    ephemeral: Annotated[bool, typer.Option("--ephemeral", help="Keep nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="When ready, one line of JSON.")] = False,
    with_work: Annotated[
        bool, typer.Option("--with-work/--without-work", help="Invented cases on every list, the first time.")
    ] = True,
) -> None:
    """Start Wegwijs on this machine and keep it running until Ctrl-C."""
    _on_signals(_interrupt)
    progress = Progress(json=json)
    settings = LauncherSettings()
    try:
        folder = StateFolder.new_ephemeral() if ephemeral else StateFolder(settings.home)
        try:
            _run(folder, settings, port, progress, json=json, with_work=with_work)
        finally:
            folder.erase_when_ephemeral()
    except CannotStart as error:
        progress.fail(str(error))
        raise typer.Exit(FAILED) from None
    except Interrupted as signalled:
        progress.tell("ended before it was ready")
        raise typer.Exit(128 + int(str(signalled))) from None


def _run(
    folder: StateFolder,
    settings: LauncherSettings,
    port: int,
    progress: Progress,
    *,
    json: bool,
    with_work: bool,
) -> None:
    if not is_free(port):
        raise CannotStart(f"port {port} is taken; --port chooses another one")
    if count := end_marked(f"{folder.path}#"):
        progress.tell(f"{count} processes of a run that was killed are ended")
    mark = os.environ[MARK] = new_mark(folder.path)
    guardian = Guardian(mark, erase=folder.path if folder.ephemeral else None)
    house = House(folder, settings, port, progress, with_work=with_work)
    ready = False
    try:
        house.start()
        ready = True
        show(house.running("ready"), progress, settings.regions_dir, json=json)
        house.supervisor.watch()
    except Interrupted:
        if not ready:
            raise
        progress.tell("ending …")
    finally:
        _on_signals(signal.SIG_IGN)
        house.end()
        (folder.path / RUNNING_FILE).unlink(missing_ok=True)
        # What an interrupt caught between its birth and our taking note of it.
        end_marked(mark)
        guardian.dismiss()
        if folder.ephemeral:
            house.erase_postgres()
    progress.tell("ended" if folder.ephemeral else f"ended; the data stays in {folder.path}")


def _interrupt(number: int, _: FrameType | None) -> None:
    raise Interrupted(str(number))


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(which, handler)
