"""The roster on disk, so that a fresh process can answer while its database is away.

Names and work telephones of staff stand in it, so only its owner reads it.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from crisis.domain.duty_line import OnCallWorker
from crisis.domain.known_line import KnownLine
from crisis.usecases.memory import RosterMemory
from wirekit.identifiers import uuid7
from wirekit.logs import log
from wirekit.private_files import read_private, write_private

FORM = "crisis-roster-1"
LINE, STAFF = TypeAdapter(KnownLine), TypeAdapter(dict[UUID, tuple[OnCallWorker, str | None]])


class Kept(BaseModel):
    """The file as it is read. `as_of` (UTC): the memory was last known then to be that of the database."""

    model_config = ConfigDict(extra="forbid")
    form: str
    id: UUID
    as_of: AwareDatetime
    staff: dict[UUID, tuple[OnCallWorker, str | None]]
    lines: list[KnownLine]


class Look(BaseModel):
    """A later moment at which the snapshot with this id was still the database's state."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    as_of: AwareDatetime


class Snapshot:
    """`roster.json` and `roster-looked.json` in the folder of this room."""

    def __init__(self, folder: Path) -> None:
        self._file, self._looked = folder / "roster.json", folder / "roster-looked.json"
        self._id = uuid7()
        # By line, so that after a change only that line is written out anew.
        self._written: dict[UUID, tuple[KnownLine, bytes]] = {}

    @classmethod
    def open(cls, folder: Path | None) -> Self | None:
        """None where this process has no folder of its own."""
        if folder is None:
            return None
        with suppress(OSError):  # where it cannot be made nothing can be written, and that is told then
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    def read_into(self, memory: RosterMemory) -> None:
        """Fill the memory with what was kept; leave it empty where nothing is, or nothing that is right."""
        try:
            kept = Kept.model_validate_json(read_private(self._file))
            if kept.form != FORM:
                raise ValueError("of another form")
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            log.warning("the snapshot of the roster is not taken", exc_info=error)
            return
        memory.take_in(kept.lines, kept.staff)
        memory.as_of = max(kept.as_of, self._looked_at(kept.id) or kept.as_of)
        log.info("the roster of the last snapshot is taken", lines=len(kept.lines))

    def write(
        self, lines: Iterable[KnownLine], staff: dict[UUID, tuple[OnCallWorker, str | None]], as_of: datetime
    ) -> None:
        """Runs in a thread: what it is given must not change meanwhile. Raises OSError."""
        written = {}
        for known in lines:
            before = self._written.get(known.line.id)
            same = before is not None and before[0] is known
            written[known.line.id] = before if same and before else (known, LINE.dump_json(known))
        self._written, self._id = written, uuid7()
        head = json.dumps({"form": FORM, "id": str(self._id), "as_of": as_of.isoformat()})[:-1].encode()
        body = b",".join(content for _, content in written.values())
        write_private(
            self._file, b"".join((head, b',"staff":', STAFF.dump_json(staff), b',"lines":[', body, b"]}"))
        )

    def write_look(self, as_of: datetime) -> None:
        """Nothing changed; tell only until when that is known. Raises OSError."""
        write_private(self._looked, Look(id=self._id, as_of=as_of).model_dump_json())

    def _looked_at(self, snapshot: UUID) -> datetime | None:
        try:
            look = Look.model_validate_json(read_private(self._looked))
        except (OSError, ValidationError):
            return None
        return look.as_of if look.id == snapshot else None
