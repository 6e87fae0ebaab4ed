"""The roster commands: what a file says, without a server, and what a running house knows of its gaps."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
import yaml
from aiohttp import web
from click.testing import Result
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from wegwijs_cli.cli import application
from wegwijs_cli.ports import free_port
from wegwijs_cli.roster_shown import cli_schemas
from wegwijs_cli.running import RUNNING_FILE, Running, RunningProcess

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "roster.yaml"
SUNDAY_NIGHT = ("--from", "2026-03-28T09:00", "--until", "2026-03-29T09:00")
YEAR = ("--from", "2026-01-05", "--until", "2027-01-05")


def roster(*arguments: str, home: Path | None = None, stdin: str | None = None) -> Result:
    environment = {"WEGWIJS_HOME": str(home)} if home else None
    return CliRunner().invoke(application("roster"), ["roster", *arguments], env=environment, input=stdin)


def told(ran: Result) -> dict[str, Any]:
    assert ran.exit_code == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def example(**changed: object) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return content | changed


@pytest.mark.requirement("IJS-33")
def test_show_prints_the_shifts_of_the_night_in_which_the_clock_goes_forward() -> None:
    answer = told(roster("show", str(EXAMPLE), *SUNDAY_NIGHT, "--json"))
    first = [shift for shift in answer["shifts"] if shift["rank"] == 1]
    assert [(each["worker"], each["localStart"][11:16], each["minutes"] / 60) for each in first] == [
        ("hana", "09:00", 15),
        ("anna", "00:00", 3),
        ("bram", "04:00", 1),
        ("anna", "05:00", 1),
        ("hana", "06:00", 3),
    ]
    assert sum(each["minutes"] for each in first) == 23 * 60
    assert first[1]["localEnd"] == "2026-03-29T04:00:00+02:00"
    assert datetime.fromisoformat(first[1]["end"]) == datetime(2026, 3, 29, 2, tzinfo=UTC)


def test_for_people_show_prints_local_times_with_their_zone_and_how_long_each_lasts() -> None:
    ran = roster("show", str(EXAMPLE), "--from", "2026-10-24T09:00", "--until", "2026-10-25T09:00")
    lines = ran.stdout.splitlines()
    assert lines[0] == "crisis team, times of Europe/Amsterdam"
    assert lines[1].split() == ["from", "until", "lasts", "rank", "seat", "who", "by"]
    saturday = "Sat 2026-10-24 09:00 CEST  Sun 2026-10-25 09:00 CET  25 h   1     1     hana  layer:weekends-"
    assert lines[2].startswith(saturday)


def test_the_file_and_the_answer_keep_the_committed_contracts() -> None:
    folder = ROOT / "contracts" / "cli"
    schemas = {name: json.loads((folder / name).read_text(encoding="utf-8")) for name in cli_schemas()}
    assert schemas == cli_schemas()
    Draft202012Validator(schemas["roster-input.schema.json"]).validate(example())
    answer = told(roster("show", str(EXAMPLE), *SUNDAY_NIGHT, "--json"))
    Draft202012Validator(schemas["roster-output.schema.json"]).validate(answer)


def test_a_local_time_that_comes_twice_begins_a_period_at_the_first_and_ends_one_at_the_second() -> None:
    twice = "2026-10-25T02:30"
    answer = told(roster("show", str(EXAMPLE), "--from", twice, "--until", twice, "--json"))
    assert (answer["start"], answer["end"]) == ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
    zoned = ("--from", "2026-10-25T02:30+02:00", "--until", "2026-10-25T01:30Z")
    assert told(roster("show", str(EXAMPLE), *zoned, "--json")) == answer


@pytest.mark.requirement("IJS-33")
def test_check_ends_well_where_every_minute_has_who_it_needs_and_otherwise_names_each_gap(
    tmp_path: Path,
) -> None:
    ran = roster("check", str(EXAMPLE), *YEAR)
    assert (ran.exit_code, ran.stdout.count("\n")) == (0, 1)
    assert ": crisis team: no gap from Mon 2026-01-05 00:00 CET until " in ran.stdout

    sick = {
        "kind": "remove",
        "replaces": "hana",
        "start": "2026-03-29T01:59+01:00",
        "end": "2026-03-29T03:01+02:00",
    }
    also = {"kind": "add", "worker": "kim", "start": "2026-02-02T08:00Z", "end": "2026-02-02T08:30Z"}
    file = tmp_path / "roster.json"
    file.write_text(json.dumps(example(overrides=[sick, also]), indent="\t"), encoding="utf-8")
    ran = roster("check", str(EXAMPLE), str(file), *YEAR)
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[1:] == [
        f"{file}: crisis team: rank 1 has 0 of 1 "
        "from Sun 2026-03-29 01:59 CET until Sun 2026-03-29 03:01 CEST (2 min)",
        f"{file}: crisis team: kim stands twice "
        "from Mon 2026-02-02 09:00 CET until Mon 2026-02-02 09:30 CET (30 min)",
    ]


def test_without_a_period_check_looks_26_weeks_ahead(tmp_path: Path) -> None:
    file = tmp_path / "roster.yaml"
    file.write_text("line: nobody yet\n", encoding="utf-8")
    ran = roster("check", str(file))
    assert ran.exit_code == 1
    hours = int(ran.stdout.rpartition("(")[2].removesuffix(" h)\n"))
    assert hours == 26 * 7 * 24


def test_a_wrong_file_is_told_mistake_by_mistake_with_its_line_and_what_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "roster.yaml"
    file.write_text(
        "\n".join(
            (
                "needed: []",
                "colour: red",
                "layers:",
                "  - name: Night Shift",
                "    members: []",
                "    starts: 2026-03-02T09:00+01:00",
                "    every: 60",
                "    unit: weeks",
                "    windows:",
                '      - {days: [zondag], begins: "25:00", ends: 7:00}',
                "      - {begins: 15:00, ends: 23:00}",
                "overrides:",
                '  - {kind: add, start: "2026-03-02T09:00", end: 5}',
                '  - {kind: replace, worker: a, start: "2026-03-02T09:00Z", end: "2026-03-02T10:00Z"}',
                '  - {kind: fire, start: "9999-12-31T23:00-05:00", end: "2026-03-02T10:00Z"}',
            )
        ),
        encoding="utf-8",
    )
    ran = roster("show", str(file), "--from", "2026-03-02T09:00:30", "--until", "soon")
    assert (ran.exit_code, ran.stdout) == (2, "")
    lines = ran.stderr.splitlines()
    assert [line.split(" ")[0] for line in lines[:2]] == ["--from:", "--until:"]
    assert [line.removeprefix(f"{file}:").split(" ")[:2] for line in lines[2:]] == [
        ["1", "needed"],
        ["2", "colour"],
        ["4", "layers.0.name"],
        ["5", "layers.0.members"],
        ["6", "layers.0.starts"],
        ["8", "layers.0.unit"],
        ["10", "layers.0.windows.0.begins"],
        ["10", "layers.0.windows.0.days.0"],
        ["10", "layers.0.windows.0.ends"],
        ["11", "layers.0.windows.1"],
        ["13", "overrides.0.end"],
        ["13", "overrides.0.start"],
        ["14", "overrides.1"],
        ["15", "overrides.2.kind"],
        ["15", "overrides.2.start"],
    ]
    assert "allowed here: needed, layers, line, overrides" in ran.stderr
    assert "'replace', 'add' or 'remove'" in ran.stderr


@pytest.mark.parametrize("text", ["", "[", "a: &b 1\nc: *b", "\t[[", "{" * 3000, "\x00", "needed: [true]"])
def test_whatever_is_in_the_file_there_is_a_line_on_it_and_no_traceback(text: str) -> None:
    ran = roster("check", "-", stdin=text)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("-:1 ") or ran.stderr.startswith("-:2 ")


def test_a_file_that_is_not_there_is_told_and_so_is_a_period_that_ends_before_it_begins() -> None:
    ran = roster("check", "/absent/roster.yaml", "--from", "2026-03-03", "--until", "2026-03-02")
    assert ran.exit_code == 2
    assert ran.stderr.splitlines() == [
        "--until: 2026-03-02 must lie after --from",
        "/absent/roster.yaml: No such file or directory",
    ]


LINE = "01990000-0000-7000-8000-00000000d001"
GAPS = [
    {"id": f"01990000-0000-7000-8000-00000000a00{n}", "line": LINE, "rank": n, "needed": 1, "there": 0,
     "start": "2026-03-29T00:30:00Z", "end": "2026-03-29T01:30:00Z"}
    for n in (1, 2)
]  # fmt: skip


@asynccontextmanager
async def a_house(home: Path, gaps: list[dict[str, Any]], status: int = 200) -> AsyncIterator[None]:
    """Gateway and identity provider in one, that answer as `crisis` does: a page at a time."""

    async def discovery(request: web.Request) -> web.Response:
        own = str(request.url.origin())
        return web.json_response({"issuer": own, "jwks_uri": f"{own}/jwks", "token_endpoint": f"{own}/token"})

    async def token(request: web.Request) -> web.Response:
        return web.json_response({"access_token": str((await request.post())["caller"])})

    async def lines(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer roster-planner"
        return web.json_response(
            {"items": [{"id": LINE, "name": {"nl": "team", "en": "team"}}], "next": None}
        )

    async def coverage(request: web.Request) -> web.Response:
        at = int(request.query.get("after", "0"))
        following = str(at + 1) if at + 1 < len(gaps) else None
        return web.json_response({"items": gaps[at : at + 1], "next": following}, status=status)

    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", discovery)
    app.router.add_post("/token", token)
    app.router.add_get("/api/crisis/v1/duty-lines", lines)
    app.router.add_get("/api/crisis/v1/coverage", coverage)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    write_running(home, f"http://127.0.0.1:{port}")
    try:
        yield
    finally:
        await runner.cleanup()


def write_running(home: Path, url: str) -> None:
    home.mkdir()
    nothing = RunningProcess(pid=None, url=url, log=None)
    running = Running(
        state="ready",
        pid=os.getpid(),
        home=str(home),
        gateway=url,
        issuer=url,
        documentation=url,
        services={},
        nats=nothing,
        postgres=None,
    )
    (home / RUNNING_FILE).write_text(running.model_dump_json(), encoding="utf-8")


async def check_in(home: Path) -> Result:
    return await anyio.to_thread.run_sync(lambda: roster("check", home=home))


async def test_without_a_file_check_names_the_gaps_that_the_running_house_knows_of(tmp_path: Path) -> None:
    async with a_house(tmp_path / "gaps", GAPS):
        ran = await check_in(tmp_path / "gaps")
    assert ran.exit_code == 1, ran.stderr
    assert ran.stdout.splitlines() == [
        f"ijsselland: team: rank {rank} has 0 of 1 "
        "from Sun 2026-03-29 01:30 CET until Sun 2026-03-29 03:30 CEST (1 h)"
        for rank in (1, 2)
    ]
    async with a_house(tmp_path / "none", []):
        ran = await check_in(tmp_path / "none")
    assert (ran.exit_code, ran.stdout) == (0, "no gap on 1 duty lines\n")


async def test_where_no_house_runs_or_it_does_not_answer_check_says_so_and_proves_nothing(
    tmp_path: Path,
) -> None:
    ran = await check_in(tmp_path / "nothing")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "nothing runs in" in ran.stderr
    async with a_house(tmp_path / "ill", GAPS, status=503):
        ran = await check_in(tmp_path / "ill")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", "503 instead of 200\n")
    write_running(tmp_path / "gone", f"http://127.0.0.1:{free_port()}")
    ran = await check_in(tmp_path / "gone")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "ConnectError" in ran.stderr
