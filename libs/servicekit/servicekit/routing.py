"""Routes that cannot forget: authentication, permission, transaction and body limit around each of them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from auditlog.entry import Action, Right
from doorkit.addresses import caller_address
from doorkit.edge import read_body
from doorkit.limits import Limits
from doorkit.tokens import Verifier
from servicekit.authorisation import PermissionTable
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction, Transactions, database_is_away
from wirekit.events import Trace
from wirekit.logs import correlation_id, log
from wirekit.problems import Forbidden, NotFound, NotNow, UnknownOrganisation


@dataclass(frozen=True)
class Guard:
    """What every guarded route needs of its room; stands at `app.state.guard`."""

    verifier: Verifier
    permissions: PermissionTable
    transactions: Transactions
    body_limit_bytes: int
    limits: Limits


ACTIONS = {"GET": Action.LOOKED, "HEAD": Action.LOOKED}


class GuardedRoute(APIRoute):
    """Runs in this order: token → role and relation → body → use case → commit → answer.

    The bytes of the body are taken in before the connection is; what they say is looked at in its turn.

    The answer is made before the commit and sent after it: a failed commit never answers 201, and
    an answer with a person's data never leaves before the look was stored.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.scope["operation"] = self.name
            guard: Guard = request.app.state.guard
            authorization = request.headers.get("authorization", "")
            caller = await guard.limits.caller(guard.verifier, authorization, self.name)
            trace = Trace(correlation_id=correlation_id())
            problem = await read_body(request, guard.limits.bytes_of(self.name, guard.body_limit_bytes))
            try:
                async with guard.transactions.begin(
                    caller, trace=trace, operation=self.name, guarded=True
                ) as tx:
                    action = ACTIONS.get(request.method, Action.CHANGED)
                    hidden = guard.permissions.roles.hides(caller.role)
                    tx.right = Right(action, source=caller_address(), may_betray=hidden)
                    try:
                        organisation = await guard.permissions.admit(tx, self.name, request.path_params)
                        if problem:
                            raise problem
                        request.state.tx, request.state.organisation = tx, organisation
                        return await handle(request)
                    # Also of the use case: what a body names, no path tells.
                    except (Forbidden, NotFound, UnknownOrganisation) as refusal:
                        refused = tx.entry(None, type(refusal).__name__, Action.REFUSED)
                        guard.transactions.looks.tell_refused(refused)
                        raise
            except Exception as error:
                if database_is_away(error):
                    log.warning("database is away", operation=self.name, exc_info=error)
                    raise NotNow from None
                raise

        return guarded


async def _transaction(request: Request) -> Transaction:
    tx: Transaction = request.state.tx
    return tx


async def _own_organisation(request: Request) -> Organisation:
    organisation: Organisation = request.state.organisation
    return organisation


Tx = Annotated[Transaction, Depends(_transaction)]
OwnOrganisation = Annotated[Organisation, Depends(_own_organisation)]
