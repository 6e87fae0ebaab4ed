"""What the desk must fill in for a decision along the ways that it takes, and how much is still open."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.pages import decision_form
from gateway.pages.access_answers import (
    GRANTED_BY_THE_DESK,
    Advice,
    DecisionTried,
    PriceRead,
    QuestionAsked,
    RequestRead,
    SignatureRead,
)
from gateway.pages.asking import Asking, Told
from gateway.pages.forms import FormShown, Typed
from gateway.pages.naming import Names, Options
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.shown import word
from gateway.texts import WORDS
from wirekit.texts import Language

EMPTY = Typed({})
MOST_WAYS = 2
"""One for ambulatory help, one for a stay."""


@dataclass(frozen=True)
class Deciding:
    """`ways`: along which the desk decides; `signature`: who signs the findings unless told otherwise."""

    ways: tuple[str, ...]
    tried: Told[DecisionTried]
    signature: Told[SignatureRead]
    form: FormShown

    @property
    def questions(self) -> tuple[QuestionAsked, ...]:
        return self.tried.value.questions if self.tried.value else ()

    @property
    def total(self) -> int:
        return len(self.questions)

    def asks(self, field: str) -> bool:
        return any(question.field == field for question in self.questions)

    @property
    def priced(self) -> list[tuple[str, PriceRead]]:
        """The price of each way that says enough for one."""
        prices = self.tried.value.prices if self.tried.value else ()
        return [(way, price) for way, price in zip(self.ways, prices, strict=False) if price]

    @property
    def weighing_open(self) -> tuple[str, ...]:
        """The items of the region's list that nobody has weighed yet (HLM-10)."""
        return self.tried.value.weighing_open if self.tried.value else ()

    @property
    def chosen(self) -> str:
        """The ways as one hidden input."""
        return ",".join(self.ways)


def ways_of(advice: Advice | None, wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted ways that are open; without any, the one that the policy puts first, or the first open."""
    if advice is None:
        return ()
    open_ways = [each.route for each in advice.ways]
    ways = [way for way in dict.fromkeys(wanted) if way in open_ways and way in GRANTED_BY_THE_DESK]
    if not ways and open_ways:
        first = advice.recommended.route if advice.recommended else ""
        ways = [first if first in open_ways else open_ways[0]]
    return tuple(ways[:MOST_WAYS])


def proposed(asked: RequestRead, ways: Sequence[str]) -> dict[str, str]:
    """What the referrer asked along these ways, to begin with: it is not asked once more (NV-22)."""
    known = {"budget": asked.budget, "intensity": asked.intensity, "etmalen": asked.etmalen}
    if asked.preferred_provider and ways:
        known[decision_form.provider_of(ways[0])] = str(asked.preferred_provider)
    return {name: str(value) for name, value in known.items() if value is not None}


async def deciding(
    asking: Asking, asked: RequestRead, ways: tuple[str, ...], typed: Typed | None, form: FormShown
) -> Deciding:
    """Ask the room which questions these ways put, and which of them what was typed answers."""
    path = f"/requests/{asked.id}/decision-check"
    signature = await asking.want(SignatureRead, "access", "/signature")
    tried = await asking.ask_in_body(
        DecisionTried, "access", path, decision_form.decision(typed or EMPTY, ways).body
    )
    if tried.value is None and typed is not None:
        # What was typed cannot be read as it is, which the form says; the questions stay the same.
        tried = await asking.ask_in_body(
            DecisionTried, "access", path, decision_form.decision(EMPTY, ways).body
        )
    return Deciding(ways, tried, signature, form)


def products_on(policy: PolicyRead | None, ways: Sequence[str], language: Language) -> Options:
    listed = policy.products.items if policy and policy.products else ()
    return [
        (each.id, each.name.text.in_(language)) for each in listed if any(way in each.routes for way in ways)
    ]


def grounds_on(policy: PolicyRead | None, routes: Sequence[str], language: Language) -> Options:
    return [
        (ground.id, ground.name.text.in_(language))
        for route in routes
        for ground in (policy.grounds(route) if policy else ())
    ]


def lanes_of(policy: PolicyRead | None, language: Language) -> Options:
    """What the policy calls the lanes into which a question can come."""
    lanes = policy.desk.triage.lanes if policy and policy.desk.triage else ()
    return [(lane.urgency, lane.name.text.in_(language)) for lane in lanes]


def provisions_in(policy: PolicyRead | None, municipality: str, language: Language) -> Options:
    """The freely accessible help of this municipality; what names none is there in all."""
    listed = policy.desk.free_provisions.items if policy and policy.desk.free_provisions else ()
    return [
        (each.id, each.name.text.in_(language))
        for each in listed
        if not each.municipalities or municipality in each.municipalities
    ]


def options_of(kind: str, language: Language) -> Options:
    """All codes of an enum with their words."""
    return [(code, text.in_(language)) for code, text in WORDS[kind].items()]


def labels_of_questions(
    labels: dict[str, str], questions: Sequence[QuestionAsked], called: Names
) -> dict[str, str]:
    """`labels`, with what the policy's own questions are called."""
    more = {
        f"statement-{each.field}": each.name for each in questions if f"statement-{each.field}" not in labels
    }
    more |= {each.field: each.name for each in questions if each.field.startswith("weighing-")}
    more["plan-answer"] = word("family-group-plan", "Precondition", called.language)
    return labels | more
