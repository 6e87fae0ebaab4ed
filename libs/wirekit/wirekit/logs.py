"""Structured logs: one JSON object per line, with the correlation id and never a person's data."""

import logging
from contextvars import ContextVar
from uuid import UUID

import structlog

from wirekit.identifiers import uuid7

_correlation_id: ContextVar[UUID | None] = ContextVar("correlation_id", default=None)


def correlation_id() -> UUID:
    """The id that ties together all that one request or event led to."""
    current = _correlation_id.get()
    if current is None:
        current = uuid7()
        _correlation_id.set(current)
    return current


def set_correlation_id(value: UUID) -> None:
    _correlation_id.set(value)


def _add_correlation(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event["correlationId"] = str(correlation_id())
    return event


def _only_the_place(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep of an exception its class and places only: messages repeat values, and values are people."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frame = error.__traceback__
        places = []
        while frame is not None:
            code = frame.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{frame.tb_lineno} {code.co_name}")
            frame = frame.tb_next
        event["places"] = places[-6:]
    return event


def configure_logs(room: str) -> None:
    """Send everything, libraries included, to standard output as JSON lines that name the room."""

    def add_room(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"room": room, **event}

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_correlation,
            _only_the_place,
            add_room,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(),  # a line in one write
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Forward()]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "nats", "sqlalchemy", "httpx"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


class _Forward(logging.Handler):
    """A library's message may repeat a value, so only its template is kept, never its arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.warning(
            "library", logger=record.name, template=str(record.msg).partition("\n")[0][:120], exc_info=error
        )


log: structlog.stdlib.BoundLogger = structlog.get_logger()
