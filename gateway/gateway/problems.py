"""What the gateway itself may have to refuse; every other refusal is a room's own."""

from gateway.rooms import ROOMS
from wirekit.problems import Bug, NotFound, Problem
from wirekit.texts import Text


class RoomUnreachable(Problem):
    status, type = 502, "/problems/room-unreachable"
    title = Text(nl="Deze dienst is nu niet bereikbaar", en="This service cannot be reached now")

    def __init__(self, room: str) -> None:
        detail = Text(
            nl="De dienst {room} is nu niet bereikbaar; probeer het straks opnieuw",
            en="The service {room} cannot be reached now; try again shortly",
        )
        super().__init__(detail.format(room=room))


class RoomSilent(Problem):
    """Whether the room did what was asked is unknown: the caller repeats with the same Idempotency-Key."""

    status, type = 504, "/problems/room-silent"
    title = Text(nl="Deze dienst antwoordt niet op tijd", en="This service does not answer in time")

    def __init__(self, room: str) -> None:
        detail = Text(
            nl="De dienst {room} antwoordde niet op tijd; of de opdracht is uitgevoerd, is onbekend",
            en="The service {room} did not answer in time; whether it carried out the command is unknown",
        )
        super().__init__(detail.format(room=room))


class MalformedHeader(Problem):
    status, type = 400, "/problems/malformed-request"
    title = Text(
        nl="Een header bevat tekens die daar niet mogen staan",
        en="A header holds characters that may not stand there",
    )


class ForeignOrigin(Problem):
    """A form that another site sends in the name of who is signed in here, or that names no site at all."""

    status, type = 403, "/problems/foreign-origin"
    title = Text(
        nl="Dit formulier komt niet van deze site; er is niets gedaan",
        en="This form does not come from this site; nothing was done",
    )


class SignInRefused(Problem):
    """Of another browser, of a sign-in that nobody began, used once already, or refused by the provider."""

    status, type = 401, "/problems/sign-in-refused"
    title = Text(
        nl="Aanmelden is niet gelukt; begin opnieuw bij Wie bent u",
        en="Signing in did not succeed; begin again at Who are you",
    )


class FormUnreadable(Problem):
    status, type = 400, "/problems/form-unreadable"
    title = Text(nl="Dit formulier is niet te lezen", en="This form cannot be read")


class NoTable(Problem):
    status, type = 400, "/problems/no-table"
    title = Text(
        nl="Dit bestand is geen tabel als tekst (CSV); bewaar het als CSV en stuur het opnieuw",
        en="This file is no table as text (CSV); save it as CSV and send it again",
    )


class WrongMethod(Problem):
    status, type = 405, "/problems/http-405"
    title = Text(nl="Deze methode bestaat hier niet", en="This method does not exist here")


def page_problem(status: int) -> Problem:
    """What a caller that reads no pages gets where a page refuses."""
    kinds: dict[int, type[Problem]] = {404: NotFound, 405: WrongMethod}
    return kinds.get(status, Bug)()


def unknown_room() -> NotFound:
    """Names the rooms there are, never what was asked for."""
    known = ", ".join(ROOMS)
    detail = Text(
        nl="Onder dit pad staat geen dienst; er is /api/<dienst>/v1 voor {known}",
        en="No service stands under this path; there is /api/<service>/v1 for {known}",
    )
    return NotFound(detail.format(known=known))
