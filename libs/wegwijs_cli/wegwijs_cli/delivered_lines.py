"""Last year's delivery lines: from the house that runs here, or from a table with the same columns."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from doorkit.openid import ProviderAway, discovery_url, read_metadata
from region_policy.impact import Delivered
from region_policy.measures import Cents, Day
from region_policy.parts import MunicipalityCode, Slug
from wegwijs_cli.identity_provider.asking import form_of_caller
from wegwijs_cli.running import read_running
from wegwijs_cli.settings import LauncherSettings

PAGE = 500
MOST_PIECES = 1_000_000
TIMEOUT_SECONDS = 30


class NoLines(Exception):
    """`complaints`: one line each, on what stands in the way."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(self.complaints))


class Line(BaseModel):
    """One line as `GET /deliveries` of `access` gives it; the columns of the table are named the same."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)

    provider: Annotated[str, Field(min_length=1, max_length=60)]
    municipality: MunicipalityCode
    function_group: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    intensity: Slug | None = None
    etmalen: Annotated[int, Field(ge=1, le=3660)] | None = None
    product: Slug | None = None
    pieces: Annotated[int, Field(ge=1, le=MOST_PIECES)] | None = None
    delivered_on: Day
    amount_cents: Cents

    @model_validator(mode="after")
    def _is_so_much_of_one_thing(self) -> Self:
        things = (self.function_group, self.intensity, self.product)
        amounts = (self.minutes, self.etmalen, self.pieces)
        given = [sum(each is not None for each in fields) for fields in (things, amounts)]
        counted_wrongly = (self.function_group and not self.minutes) or (self.intensity and not self.etmalen)
        if given != [1, 1] or counted_wrongly:
            raise ValueError(
                "must have a functionGroup with minutes, an intensity with etmalen, or a product with one of"
                " minutes, etmalen and pieces"
            )
        return self

    def delivered(self) -> Delivered:
        return Delivered(**self.model_dump())


def lines_in(file: Path, first: date, last: date) -> list[Delivered]:
    """The lines of this table within the period. Raises NoLines with every mistake, by line and column."""
    complaints: list[str] = []
    found: list[Delivered] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as table:
            reader = csv.DictReader(table, strict=True)
            complaints += complaints_of_columns(file, reader.fieldnames or ())
            for row in () if complaints else reader:
                if None in row:
                    complaints.append(
                        f"{file}:{reader.line_num} (line) has more cells than there are columns"
                    )
                    continue
                values = {name: value for name, value in row.items() if name and value not in ("", None)}
                try:
                    line = Line.model_validate(values)
                except ValidationError as error:
                    complaints += [f"{file}:{reader.line_num} {each}" for each in complaints_of(error)]
                    continue
                if first <= line.delivered_on <= last:
                    found.append(line.delivered())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        complaints.append(f"{file}: cannot be read: {error}")
    if complaints:
        raise NoLines(complaints)
    return found


def complaints_of_columns(file: Path, columns: Sequence[str]) -> Iterator[str]:
    if not columns:
        yield f"{file}:1 (file) is empty; the first line must name the columns"
    for column, times in Counter(columns).items():
        if times > 1:
            yield f"{file}:1 {column or '(no name)'} is given twice; each column may occur once"


def complaints_of(error: ValidationError) -> Iterator[str]:
    for each in error.errors():
        yield f"{'.'.join(map(str, each['loc'])) or '(line)'} {each['msg']}"


def lines_of_the_house(
    settings: LauncherSettings, who: str, region: str, first: date, last: date
) -> list[Delivered]:
    """All that was delivered in a region, as this demo caller may see it. Raises NoLines."""
    running = read_running(settings.home)
    if running is None:
        raise NoLines(["nothing runs here: start ./wegwijs up first, or give --file"])
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            told = read_metadata(running.issuer, client.get(discovery_url(running.issuer)).content)
            given = client.post(told.token_endpoint, data=form_of_caller(who))
            if given.status_code != httpx.codes.OK:
                raise NoLines([f"the identity provider gives no token for {who} ({given.status_code})"])
            client.headers["Authorization"] = f"Bearer {given.json()['access_token']}"
            return list(walk(client, f"{running.gateway}/api/access/v1/deliveries", region, first, last))
    except (httpx.HTTPError, ProviderAway) as error:
        raise NoLines([f"the house does not answer ({type(error).__name__})"]) from None


def walk(client: httpx.Client, url: str, region: str, first: date, last: date) -> Iterator[Delivered]:
    """Page after page, until there is no next one."""
    query: dict[str, Any] = {
        "region": region,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "limit": PAGE,
    }
    while True:
        answer = client.get(url, params=query)
        if answer.status_code != httpx.codes.OK:
            raise NoLines([f"{url}: {answer.status_code} {answer.text[:200]}"])
        page = answer.json()
        yield from (Line.model_validate(item).delivered() for item in page["items"])
        if page.get("next") is None:
            return
        query["after"] = page["next"]
