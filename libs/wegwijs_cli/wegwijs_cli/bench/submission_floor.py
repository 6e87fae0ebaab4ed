"""`python -m wegwijs_cli.bench.submission_floor`: the floor of "a referral is sent".

A bare FastAPI route that issues the same statements in one transaction by plain asyncpg. It asks for no
token, seals nothing and holds nothing against a policy: what the room does beyond this is the ratio.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Header
from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from doorkit.serve import run
from wirekit.identifiers import uuid7

# What lies sealed is as long as its text and 28 bytes; a wrapped key is 60, a keyed hash 32 bytes.
SEALED_BYTES, WRAPPED, HASH_BYTES = 28, bytes(60), 32
CONNECTIONS = 10
REGION = "region"


def statements() -> tuple[str, ...]:
    """The statements, in the order in which they are issued."""
    text = Path(__file__).with_name("submission.sql").read_text()
    uncommented = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return tuple(each.strip() for each in uncommented.split(";") if each.strip())


class FloorSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    database_url: SecretStr
    port: int


class PersonGiven(BaseModel):
    givenName: str
    familyName: str
    birthDate: date
    bsn: str


class ReferralGiven(BaseModel):
    person: PersonGiven
    municipality: str
    question: str
    route: str
    preferredProvider: UUID


class ReferralStored(BaseModel):
    id: UUID
    version: int
    status: str
    submittedAt: datetime
    person: PersonGiven
    question: str


def create_floor(settings: FloorSettings) -> FastAPI:
    """`WEGWIJS_DATABASE_URL` is a database with the room's tables, `X-Organisation` who refers."""
    organisation_of, claim, take_in, key, refer, tell, look = statements()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url = settings.database_url.get_secret_value()
        async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as app.state.pool:
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/v1/referrals", status_code=201)
    async def submit(
        body: ReferralGiven,
        idempotency_key: Annotated[str, Header()],
        x_organisation: Annotated[UUID, Header()],
    ) -> ReferralStored:
        now, by, answers = datetime.now(UTC), x_organisation, f"municipality:{body.municipality}"
        referral, client, household, event = uuid7(), uuid7(), uuid7(), uuid7()
        due = now + timedelta(days=1)
        # The BSN, so that no two are alike; the room keeps its keyed hash.
        hashed = body.person.bsn.encode().ljust(HASH_BYTES)
        told = json.dumps(
            {"id": str(event), "subject": str(referral), "client": str(client), "fill": "x" * 900}
        ).encode()
        async with app.state.pool.acquire() as connection, connection.transaction():
            await connection.fetchrow(organisation_of, "wegwijs.parties", None, True, by)
            await connection.fetchval(
                claim, f"{by}/bench/submit_referral/", idempotency_key, bytes(HASH_BYTES), referral, now
            )
            await connection.fetchrow(
                take_in,
                *(uuid7(), now, client, hashed, household, uuid7(), now.date(), body.municipality, uuid7()),
                *(body.preferredProvider, by),
            )
            await connection.execute(key, client, WRAPPED, now)
            await connection.execute(
                refer,
                *(uuid7(), referral, by, "received", now, None, None, None, [], False),
                *(referral, 1, "submitted", client, household, REGION, by),
                *("general-practitioner", body.municipality, 9, ["ambulatory"], [], "simple", "regular"),
                *(False, body.route, None, None, None, None, None, None, body.preferredProvider),
                *(None, None, None, None, None, None, None, None, None),
                *("bench", "general-practitioner", None, None),
                *(bytes(SEALED_BYTES + len(body.person.model_dump_json())),),
                *(bytes(SEALED_BYTES + len(body.question)), bytes(HASH_BYTES), now, None, None, None),
                *(uuid7(), by, None, "received", referral, None, now, None, None, None, [], "[]"),
                *("general-practitioner", by),
                *([uuid7(), uuid7(), uuid7()], ["decision-awaited", "waiting-norm", "comes-of-age"]),
                *([referral, referral, client], [REGION] * 3, ["room:access", answers, "room:referral"]),
                *([due] * 3, [due] * 3),
            )
            await connection.fetchval(tell, event, f"wegwijs.{REGION}.referral.referral.submitted", told, now)
            await connection.execute(
                look,
                *(uuid7(), str(client), "submission of a referral", "submit_referral", "bench", by),
                *("general-practitioner", uuid7(), now, "changed", None, "none", "127.0.0.1", None, False),
            )
        return ReferralStored(
            id=referral,
            version=1,
            status="submitted",
            submittedAt=now,
            person=body.person,
            question=body.question,
        )

    return app


def main() -> None:
    settings = FloorSettings()  # the environment gives what is required
    run(create_floor(settings), "127.0.0.1", settings.port)


if __name__ == "__main__":
    main()
