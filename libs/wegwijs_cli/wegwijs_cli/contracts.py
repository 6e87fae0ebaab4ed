"""`./wegwijs contracts write|check`: the promises between rooms, generated from the code.

`check` compares what is committed in `contracts/` with what the code says now, and names each file
that differs; nobody can change a promise without the change being seen.
"""

import importlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import typer
import yaml

from servicekit.app import Room, describe_api
from servicekit.subscriptions import PLATFORM
from wegwijs_cli import advise, roster_shown, sbom, who_may_do_what
from wegwijs_cli.rooms import ROOMS
from wirekit.caller import Caller
from wirekit.events import DeadlineMissed, Envelope, Event, Trace

app = typer.Typer(help="The promises between rooms: OpenAPI, AsyncAPI, events.", no_args_is_help=True)
FOLDER = Path(__file__).parents[3] / "contracts"

EXAMPLE_ID = UUID("01990000-0000-7000-8000-00000000e001")
EXAMPLE_MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EXAMPLE_ACTOR = Caller("subject-1", PLATFORM, "service")
EXAMPLE_TRACE = Trace(correlation_id=UUID("01990000-0000-7000-8000-00000000c001"))
DEADLINE_EXAMPLE = DeadlineMissed(
    ref=UUID("01990000-0000-7000-8000-00000000d001"),
    version=1,
    region="voorbeeldregio",
    kind="answer",
    about=UUID("01990000-0000-7000-8000-00000000a001"),
    owner="room:example",
    due_at=EXAMPLE_MOMENT,
)


def rooms() -> list[Room]:
    """Every room as its own code wires it."""
    return [importlib.import_module(f"{room.module}.app").ROOM for room in ROOMS]


def generated() -> dict[str, str]:
    """File name below `contracts/` → its text, for every promise."""
    files: dict[str, str] = {}
    for room in rooms():
        files[f"openapi/{room.name}.json"] = _json(describe_api(room).openapi())
        for event in room.events:
            files |= _event_files(room.name, event, _example_of(room, event))
    files |= _event_files("every-room", DeadlineMissed, DEADLINE_EXAMPLE)
    asyncapi = yaml.safe_dump(_asyncapi(rooms()), sort_keys=False, allow_unicode=True, width=100)
    files["asyncapi.yaml"] = asyncapi
    files[sbom.FILE] = sbom.document()
    files[who_may_do_what.FILE] = who_may_do_what.document(rooms())
    for command in (advise, roster_shown):
        files |= {f"cli/{name}": _json(schema) for name, schema in command.cli_schemas().items()}
    return files


def _example_of(room: Room, event: type[Event]) -> Event:
    examples = [example for example in room.examples if type(example) is event]
    if len(examples) != 1:
        raise ValueError(f"{room.name}: {event.NAME} has {len(examples)} examples; one is wanted")
    return examples[0]


def _event_files(room: str, event: type[Event], example: Event) -> dict[str, str]:
    envelope = example.envelope(room=room, at=EXAMPLE_MOMENT, by=EXAMPLE_ACTOR, trace=EXAMPLE_TRACE)
    fixed = envelope.model_copy(update={"id": EXAMPLE_ID}).model_dump(mode="json", exclude_none=True)
    name = f"events/{event.NAME}.v{event.MAJOR}"
    return {f"{name}.schema.json": _json(_schema(event)), f"{name}.example.json": _json(fixed)}


def _schema(event: type[Event]) -> dict[str, Any]:
    """The schema of the whole message: the attributes of the envelope, and the data of this event."""
    schema = Envelope.model_json_schema(mode="serialization")
    data = event.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = data.pop("$defs", {})
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = event.type_name()
    schema["properties"]["type"] = {"const": event.type_name()}
    schema["properties"]["data"] = data
    if definitions:
        schema["$defs"] = definitions
    return schema


def _asyncapi(rooms: list[Room]) -> dict[str, Any]:
    channels: dict[str, Any] = {}
    shared: tuple[type[Event], ...] = (DeadlineMissed,)
    operations: dict[str, Any] = {}
    for room in rooms:
        for event in (*room.events, *shared):
            key = f"{room.name}.{event.NAME}"
            schema = f"./events/{event.NAME}.v{event.MAJOR}.schema.json"
            channels[key] = {
                "address": f"wegwijs.{{region}}.{room.name}.{event.NAME}",
                "parameters": {"region": {"description": "The region, or nl for the whole country"}},
                "messages": {
                    event.NAME: {
                        "name": event.type_name(),
                        "summary": (event.__doc__ or "").strip().partition("\n")[0],
                        "contentType": "application/cloudevents+json",
                        "payload": {"$ref": schema},
                    }
                },
            }
            operations[f"{room.name} tells {event.NAME}"] = {
                "action": "send",
                "channel": {"$ref": f"#/channels/{key}"},
            }
        for subscription in room.subscriptions:
            operations[f"{room.name} hears {subscription.event}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{subscription.room}.{subscription.event}"},
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wegwijs events",
            "version": "0.1.0",
            "description": "CloudEvents 1.0 with the NL GOV profile, over NATS JetStream.",
        },
        "channels": channels,
        "operations": operations,
    }


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def differences() -> Iterator[str]:
    """One line per file that is missing, left over, or not what the code says."""
    wanted = generated()
    found = {str(file.relative_to(FOLDER)): file.read_text() for file in _committed()}
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield f"contracts/{name}: is not committed"
        elif name not in wanted:
            yield f"contracts/{name}: nothing in the code makes it"
        elif wanted[name] != found[name]:
            yield f"contracts/{name}: differs from the code"


def _committed() -> list[Path]:
    return [file for file in FOLDER.rglob("*") if file.is_file() and file.suffix in {".json", ".yaml", ".md"}]


@app.command()
def write() -> None:
    """Write every contract anew."""
    wanted = generated()
    for file in _committed():
        if str(file.relative_to(FOLDER)) not in wanted:
            file.unlink()
    for name, text in wanted.items():
        target = FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    typer.echo(f"{len(wanted)} contracts written")


@app.command()
def check() -> None:
    """Compare; exit 1 and name each file that differs."""
    found = list(differences())
    for line in found:
        typer.echo(line, err=True)
    if found:
        typer.echo("run `./wegwijs contracts write` and look at what changes for the others", err=True)
        raise typer.Exit(1)
    typer.echo("contracts are what the code says")
