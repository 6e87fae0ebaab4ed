"""How who is signed in signs findings and letters."""

from typing import Self

from fastapi import APIRouter

from access.domain.worker import Worker
from access.usecases.sign_as import sign_as, who_signs
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Line

router = APIRouter(route_class=GuardedRoute, tags=["workers"])


class SignatureKeep(Body):
    """`professional`: name and registration, such as that in the register of youth workers (SKJ)."""

    discipline: Line
    professional: Line


class SignatureRead(Answer):
    """Both are null where nothing was said yet."""

    discipline: str | None
    professional: str | None

    @classmethod
    def of(cls, worker: Worker | None) -> Self:
        if worker is None:
            return cls(discipline=None, professional=None)
        return cls(discipline=worker.discipline, professional=worker.professional)


@router.get("/signature", summary="How the findings of who is signed in are signed")
async def read_signature(tx: Tx) -> SignatureRead:
    return SignatureRead.of(await who_signs(tx))


@router.put("/signature", summary="Say how the own findings are signed")
async def keep_signature(body: SignatureKeep, tx: Tx) -> SignatureRead:
    worker = await sign_as(tx, discipline=body.discipline, professional=body.professional)
    return SignatureRead.of(worker)
