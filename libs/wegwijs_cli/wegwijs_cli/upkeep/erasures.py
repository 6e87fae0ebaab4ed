"""`python -m wegwijs_cli.upkeep.erasures MODULE`: erase again whom a restored backup brought back.

In the environment of the room; part of restoring, before the room is opened to callers.
"""

import asyncio
import importlib
import sys

from sealing.erasures import CannotBeRead, erase_again
from servicekit.app import create_app
from servicekit.transaction import Transactions

HOLDS_PEOPLE = {"referral": "referral.usecases.erase_again", "access": "access.usecases.erase_client"}
"""By module, where `of_this_room` tells how an erasure is applied again. The other rooms know no client."""


async def apply_again(module: str) -> int:
    """How many persons were erased again. Raises CannotBeRead."""
    room = importlib.import_module(f"{module}.app")
    settings = room.Settings()
    transactions: Transactions = create_app(room.ROOM, settings, work="api").state.transactions
    how = importlib.import_module(HOLDS_PEOPLE[module]).of_this_room(transactions)
    try:
        return await erase_again(settings, transactions, *how)
    finally:
        await transactions.engine.dispose()


def main() -> None:
    if sys.argv[1:] not in [[module] for module in HOLDS_PEOPLE]:
        raise SystemExit(f"usage: erasures {'|'.join(HOLDS_PEOPLE)}")
    try:
        count = asyncio.run(apply_again(sys.argv[1]))
    except CannotBeRead as error:
        raise SystemExit(f"{sys.argv[1]}: the erasures cannot be read ({error}); nothing was done") from None
    print(f"{sys.argv[1]}: {count} person(s) erased again")


if __name__ == "__main__":
    main()
