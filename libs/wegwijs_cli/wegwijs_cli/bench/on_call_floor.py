"""`python -m wegwijs_cli.bench.on_call_floor`: the floor of "who is on call now".

A bare FastAPI route on the same server that returns the bytes of WEGWIJS_ANSWER_FILE. It asks for no token,
looks at no question and writes no log: what the room does beyond this is the ratio.
"""

from pathlib import Path

from fastapi import FastAPI, Response
from pydantic_settings import BaseSettings, SettingsConfigDict

from doorkit.serve import run


class FloorSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    answer_file: Path
    port: int


def create_floor(answer: bytes) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/v1/on-call")
    async def on_call() -> Response:
        return Response(answer, media_type="application/json")

    return app


def main() -> None:
    settings = FloorSettings()  # the environment gives what is required
    run(create_floor(settings.answer_file.read_bytes()), "127.0.0.1", settings.port)


if __name__ == "__main__":
    main()
