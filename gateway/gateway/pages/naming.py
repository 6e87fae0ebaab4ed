"""Names beside the codes and numbers that a room answers with, as far as another room gave them."""

from dataclasses import dataclass
from uuid import UUID

from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import Told
from gateway.pages.door_form import LABELLED
from gateway.pages.policy_answers import PolicyRead, PricedName
from gateway.pages.shown import word
from gateway.texts import texts_in
from wirekit.texts import Language

Options = list[tuple[str, str]]
"""What can be chosen: the value that is sent, and what people read."""


@dataclass(frozen=True)
class Names:
    """Without an answer of the policy the bare code is the name. `others`: beside those to choose from."""

    language: Language
    policy: Told[PolicyRead]
    registered: Told[PageOf[Organisation]] | None = None
    others: tuple[Organisation, ...] = ()

    def priced(self, id_: str) -> str:
        """A budget, function group or intensity."""
        found = self.policy.value.name(id_) if self.policy.value else None
        return found.in_(self.language) if found else id_

    def provider(self, id_: UUID) -> str:
        """An organisation of whatever kind; no page shows a bare number of a register."""
        others = [(str(each.id), each.name) for each in self.others]
        unnamed = texts_in(self.language)["label_organisation_unnamed"].format(number=str(id_)[-6:])
        return next((name for found, name in [*self.providers, *others] if found == str(id_)), unnamed)

    def weighed(self, id_: str) -> str:
        """An item of the weighing list."""
        policy = self.policy.value
        listed = policy.desk.weighing.items if policy and policy.desk.weighing else ()
        return next((each.name.text.in_(self.language) for each in listed if each.id == id_), id_)

    @property
    def providers(self) -> Options:
        registered = self.registered.value if self.registered else None
        return [(str(each.id), each.name) for each in registered.items] if registered else []

    @property
    def nights(self) -> Options:
        return self._options(self.policy.value.nights if self.policy.value else ())

    @property
    def function_groups(self) -> Options:
        return self._options(self.policy.value.function_groups.items if self.policy.value else ())

    def _options(self, priced: tuple[PricedName, ...]) -> Options:
        return [(each.id, each.name.text.in_(self.language)) for each in priced]


def decision_labels(texts: dict[str, str], soft: dict[str, str], language: Language) -> dict[str, str]:
    """What each input of the desk's words is called, by its name; `soft`: the rules that may be set aside."""
    plain = (
        "budget",
        "budget-provider",
        "intensity",
        "etmalen",
        "stay-provider",
        "intended-result",
        "discipline",
        "professional",
        "lighter-help",
        "personal-budget-answer",
        "authorisation-number",
        "authorisation-start",
        "authorisation-end",
        "kind",
        "way",
        "place",
        "help-form",
        "product",
        "quantity",
        "days",
        "ceiling",
        "ground",
        "plan-offered-on",
    )
    labels = {name: texts[f"label_{name}"] for name in (*plain, *LABELLED)}
    for step in ("question", "problems", "help", "own-strength", "grant"):
        labels[f"step-{step}"] = word(step, "LegalStep", language)
        for part in ("discipline", "professional"):
            labels[f"step-{step}-{part}"] = labels[part]
    for partner in ("provider", "family"):
        for part in ("who", "on", "outcome"):
            labels[f"consulted-{partner}-{part}"] = texts[f"label_consulted-{part}"]
    return labels | {f"override-{rule}": name for rule, name in soft.items()}
