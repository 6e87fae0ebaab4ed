"""From the inputs of the desk's forms to what `access` takes. Which of it is needed, the room says."""

from gateway.pages.forms import Filling, Typed

STEPS = ("question", "problems", "help", "own-strength", "grant")
PARTNERS = ("provider", "family")


def decision(typed: Typed) -> Filling:
    """A choice per component that is filled in, and the words."""
    filling = Filling()
    filling.body["choices"] = []
    filling.put("intendedResult", typed.text("intended-result"), "intended-result")
    filling.places["choices"] = "budget"
    count = 0
    if typed.any_of(("budget", "budget-provider")):
        filling.put("choices.0.route", "choice-budget", "budget")
        filling.put("choices.0.budget", typed.text("budget"), "budget")
        filling.put("choices.0.provider", typed.text("budget-provider"), "budget-provider")
        count = 1
    if typed.any_of(("intensity", "etmalen", "stay-provider")):
        filling.put(f"choices.{count}.route", "stay", "intensity")
        filling.put(f"choices.{count}.intensity", typed.text("intensity"), "intensity")
        filling.put(f"choices.{count}.etmalen", typed.number("etmalen"), "etmalen")
        filling.put(f"choices.{count}.provider", typed.text("stay-provider"), "stay-provider")
    _words(typed, filling)
    return filling


def award(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("intendedResult", typed.text("intended-result"), "intended-result")
    _words(typed, filling)
    return filling


def quote_question(typed: Typed) -> Filling:
    filling = Filling()
    for name in ("provider", "question", "reason"):
        filling.put(name, typed.text(name), name)
    return filling


def _words(typed: Typed, filling: Filling) -> None:
    _steps(typed, filling)
    _consultations(typed, filling)
    filling.put("lighterHelp", typed.text("lighter-help"), "lighter-help")
    filling.put("personalBudgetAnswer", typed.text("personal-budget-answer"), "personal-budget-answer")
    for count, rule in enumerate(typed.named("override-")):
        filling.put(f"overrides.{count}.rule", rule, f"override-{rule}")
        filling.put(f"overrides.{count}.reason", typed.text(f"override-{rule}"), f"override-{rule}")
    for part in ("number", "start", "end"):
        filling.put(f"authorisation.{part}", typed.text(f"authorisation-{part}"), f"authorisation-{part}")


def _steps(typed: Typed, filling: Filling) -> None:
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
