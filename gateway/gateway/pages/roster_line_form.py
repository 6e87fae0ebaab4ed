"""The form of a duty line: whom it serves, and who may stand on it."""

from gateway.pages.forms import Filling, Typed
from gateway.pages.roster_answers import LineRead
from gateway.pages.roster_form import put_all, put_forced


def line_of(typed: Typed, region: str) -> Filling:
    filling = Filling()
    filling.put("region", region, "")
    filling.body["name"] = {}
    for path, name in (("name.nl", "name-nl"), ("name.en", "name-en"), ("kind", "line-kind")):
        filling.put(path, typed.text(name), name)
    for path, name in (("ageFrom", "age-from"), ("ageTo", "age-to")):
        filling.put(path, typed.number(name), name)
    needs = (typed.text("needs") or "").replace(",", " ").split()
    put_all(filling, "needs", needs, ["needs" for _ in needs] or ["needs"])
    for path, name in (("municipalities", "municipality"), ("crisisGroup", "member")):
        chosen = typed.named(f"{name}-")
        put_all(filling, path, chosen, [name for _ in chosen] or [name])
    return filling


def changed_line_of(typed: Typed) -> Filling:
    """Its region stays. Who leaves the crisis group with shifts ahead is named before it happens."""
    filling = line_of(typed, "")
    del filling.body["region"]
    put_forced(filling, typed)
    return filling


def values_of_line(line: LineRead) -> dict[str, str]:
    """What stands in the form for a line."""
    values = {"line-kind": line.kind, "name-nl": line.name.nl, "name-en": line.name.en}
    ages = (("age-from", line.age_from), ("age-to", line.age_to))
    values |= {name: str(age) for name, age in ages if age is not None}
    values |= {f"municipality-{code}": "yes" for code in line.municipalities}
    values |= {f"member-{organisation}": "yes" for organisation in line.crisis_group}
    return values | {"needs": " ".join(line.needs)}
