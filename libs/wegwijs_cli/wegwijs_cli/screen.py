"""The one screen that `up` prints when everything is ready."""

from pathlib import Path

from rich.table import Table

from wegwijs_cli.demo.callers import read_demo_callers
from wegwijs_cli.identity_provider.asking import DEMO_CLIENT, DEMO_GRANT
from wegwijs_cli.progress import Progress
from wegwijs_cli.running import Running


def show(running: Running, progress: Progress, regions: Path, *, json: bool) -> None:
    """Print where everything is; with `json`, the same as one line on standard output."""
    if json:
        print(running.without_passwords().model_dump_json(), flush=True)
        return
    addresses = Table.grid(padding=(0, 2))
    for name, value in (
        ("Pages", f"{running.gateway}/me"),
        ("API documentation", running.documentation),
        ("Identity provider", running.issuer),
        ("Data", running.home),
        ("Logs", f"{running.home}/logs"),
        ("To stop", "Ctrl-C"),
    ):
        addresses.add_row(name, value)
    console = progress.console
    console.print("\n[bold]Wegwijs is ready[/bold]\n")
    console.print(addresses)
    callers = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    callers.add_column("Role", no_wrap=True)
    callers.add_column("Demo callers")
    by_role: dict[str, list[str]] = {}
    for caller in read_demo_callers(regions).values():
        by_role.setdefault(caller.role, []).append(caller.id)
    for role, ids in by_role.items():
        callers.add_row(role, ", ".join(ids))
    console.print()
    console.print(callers)
    console.print(
        f"\nA token, for an hour (crisis: twelve): curl -d grant_type={DEMO_GRANT} "
        f"-d client_id={DEMO_CLIENT} -d caller=ID {running.issuer}/token",
        highlight=False,
        soft_wrap=True,
    )
