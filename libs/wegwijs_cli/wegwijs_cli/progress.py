"""What `up` prints while it works: one line per step, plain where there is no terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape


class Progress:
    """One line per step with the seconds it took; standard output stays free for `--json`."""

    def __init__(self, *, json: bool = False) -> None:
        self.console = Console(stderr=json, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show the step while it goes on and one line when it is done; nothing when it fails."""
        began = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(escape(name)):
                yield
        else:
            yield
        self.console.print(f"{escape(name)} [dim]({time.monotonic() - began:.1f} s)[/dim]")

    def tell(self, line: str) -> None:
        self.console.print(escape(line))

    @staticmethod
    def fail(line: str) -> None:
        """The one line that says why nothing runs."""
        print(f"wegwijs: {' '.join(line.split())}", file=sys.stderr, flush=True)
