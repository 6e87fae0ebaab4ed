"""From the inputs of the desk's forms to what `access` takes. Which of it is needed, the room says."""

from collections.abc import Sequence

from gateway.pages.forms import Filling, Typed
from gateway.pages.ready_answers import SaidRead

STEPS = ("question", "problems", "help", "own-strength", "grant")
PARTNERS = ("provider", "family")
CHOSEN_BY_WAY = {
    "choice-budget": ("budget", "place"),
    "stay": ("intensity", "etmalen", "help-form"),
    "product": ("product", "quantity", "days", "ground", "place"),
    "national-arrangement": ("product", "quantity", "days", "ground"),
    "one-off-contract": ("ceiling", "days", "ground", "place"),
}
"""The inputs of each way on which the desk grants something; each has a provider beside them."""
SENT_AS = {"help-form": "helpForm", "ceiling": "ceilingCents"}
AS_SAID = {"help-form": "help_form", "ceiling": "ceiling_cents"}
NUMBERS = frozenset({"etmalen", "quantity", "days"})


def decision(typed: Typed, ways: Sequence[str]) -> Filling:
    """A choice for each way that the desk takes, and the words."""
    filling = Filling()
    filling.body["choices"] = []
    filling.places["choices"] = "way"
    filling.put("kind", typed.text("kind"), "kind")
    filling.put("intendedResult", typed.text("intended-result"), "intended-result")
    for at, way in enumerate(ways):
        filling.put(f"choices.{at}.route", way, "way")
        for name in CHOSEN_BY_WAY[way]:
            value = typed.number(name) if name in NUMBERS else typed.text(name)
            if name == "ceiling":
                value = typed.cents(name)
            filling.put(f"choices.{at}.{SENT_AS.get(name, name)}", value, name)
        provider = provider_of(way)
        filling.put(f"choices.{at}.provider", typed.text(provider), provider)
    _words(typed, filling)
    return filling


def provider_of(way: str) -> str:
    """The input for whom to ask first."""
    return "stay-provider" if way == "stay" else "budget-provider"


def award(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("intendedResult", typed.text("intended-result"), "intended-result")
    _words(typed, filling)
    return filling


def typed_again(said: SaidRead) -> dict[str, str]:
    """What was decided, as the inputs of its form: the other way round."""
    values: dict[str, object] = {"kind": said.kind, "intended-result": said.intended_result}
    for choice in said.choices:
        for name in CHOSEN_BY_WAY[choice.route]:
            values[name] = getattr(choice, AS_SAID.get(name, name))
        if choice.ceiling_cents is not None and choice.route == "one-off-contract":
            euros, cents = divmod(choice.ceiling_cents, 100)
            values["ceiling"] = f"{euros},{cents:02}"
        values[provider_of(choice.route)] = choice.provider
    words = said.words
    for found in words.legal_steps:
        values[f"step-{found.step}"] = found.finding
        values[f"step-{found.step}-discipline"] = found.discipline
        values[f"step-{found.step}-professional"] = found.professional
    for each in words.consultations:
        for part in ("who", "on", "outcome"):
            values[f"consulted-{each.partner}-{part}"] = getattr(each, part)
    values |= {"lighter-help": words.lighter_help, "personal-budget-answer": words.personal_budget_answer}
    values |= {f"override-{each.rule}": each.reason for each in words.overrides}
    values |= {f"weighing-{each.item}": each.finding for each in words.weighing}
    values |= {f"statement-{each.about}": each.words for each in words.statements}
    if words.family_group_plan:
        plan = words.family_group_plan
        values |= {"plan-offered-on": plan.offered_on, "plan-answer": plan.answer}
    if said.authorised:
        period = {"authorisation-start": said.authorised.start, "authorisation-end": said.authorised.end}
        values |= {"authorisation-number": words.authorisation_number, **period}
    return {name: str(value) for name, value in values.items() if value is not None}


def quote_question(typed: Typed) -> Filling:
    filling = Filling()
    for name in ("provider", "ground", "question", "reason"):
        filling.put(name, typed.text(name), name)
    filling.put("intendedResult", typed.text("quote-result"), "quote-result")
    filling.put("termDays", typed.number("quote-term"), "quote-term")
    return filling


def _words(typed: Typed, filling: Filling) -> None:
    steps(typed, filling)
    _consultations(typed, filling)
    filling.put("lighterHelp", typed.text("lighter-help"), "lighter-help")
    filling.put("personalBudgetAnswer", typed.text("personal-budget-answer"), "personal-budget-answer")
    for count, rule in enumerate(typed.named("override-")):
        filling.put(f"overrides.{count}.rule", rule, f"override-{rule}")
        filling.put(f"overrides.{count}.reason", typed.text(f"override-{rule}"), f"override-{rule}")
    for count, item in enumerate(typed.named("weighing-")):
        filling.put(f"weighing.{count}.item", item, f"weighing-{item}")
        filling.put(f"weighing.{count}.finding", typed.text(f"weighing-{item}"), f"weighing-{item}")
    for count, rule in enumerate(typed.named("statement-")):
        filling.put(f"statements.{count}.about", rule, f"statement-{rule}")
        filling.put(f"statements.{count}.words", typed.text(f"statement-{rule}"), f"statement-{rule}")
    for part, name in (("offeredOn", "plan-offered-on"), ("answer", "plan-answer")):
        filling.put(f"familyGroupPlan.{part}", typed.text(name), name)
    for part in ("number", "start", "end"):
        filling.put(f"authorisation.{part}", typed.text(f"authorisation-{part}"), f"authorisation-{part}")


def steps(typed: Typed, filling: Filling) -> None:
    """Each step that was taken. Who took them all is asked once, and may be somebody else for one step."""
    taken = [step for step in STEPS if typed.text(f"step-{step}")]
    for count, step in enumerate(taken):
        at = f"legalSteps.{count}"
        filling.put(f"{at}.step", step, f"step-{step}")
        filling.put(f"{at}.finding", typed.text(f"step-{step}"), f"step-{step}")
        for part in ("discipline", "professional"):
            own = f"step-{step}-{part}"
            name = own if typed.text(own) else part
            filling.put(f"{at}.{part}", typed.text(name), name)


def _consultations(typed: Typed, filling: Filling) -> None:
    count = 0
    for partner in PARTNERS:
        names = {part: f"consulted-{partner}-{part}" for part in ("who", "on", "outcome")}
        if not typed.any_of(tuple(names.values())):
            continue
        at = f"consultations.{count}"
        filling.put(f"{at}.with", partner, names["who"])
        for part, name in names.items():
            filling.put(f"{at}.{part}", typed.text(name), name)
        count += 1
