"""A new region from the template, as docs/new-region.md tells it: copied, filled in, decided with."""

import re
from datetime import date
from pathlib import Path

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import LegalStep, Precondition, ReferrerType, Route, SettledBy
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, Policies, check_files, read_municipalities
from region_policy.model import PolicyFile, RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.parts_desk import Desk
from region_policy.reasons import Reason
from wegwijs_cli.settings import LauncherSettings

DAY = date(2031, 3, 1)
AMELAND, SCHIERMONNIKOOG = "0060", "0088"
REGIONS = LauncherSettings().regions_dir
TEMPLATE = (REGIONS / "template.yaml").read_text(encoding="utf-8")
OPTIONAL = re.compile(r"^( *)#: ?", re.MULTILINE)
ALL_ON_RECORD = OnRecord(
    present=frozenset(Precondition) - {Precondition.LEGAL_STEPS},
    steps=frozenset(LegalStep),
    weighed=frozenset({"safe"}),
)


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    """Where the file of the new region goes, with the table of municipalities beside it."""
    (tmp_path / "wadden").mkdir()
    (tmp_path / MUNICIPALITIES_FILE).write_bytes((REGIONS / MUNICIPALITIES_FILE).read_bytes())
    return tmp_path / "wadden" / "2031-01-01.yaml"


def filled_in(text: str) -> str:
    """The four places that step 2 of the page names, and the codes in the optional parts."""
    for blank, given in (
        ("region: my-region", "region: wadden"),
        ("valid_from: 2030-01-01 ", "valid_from: 2031-01-01 "),
        ('    - "0000"\n    - "0000"', f'    - "{AMELAND}"\n    - "{SCHIERMONNIKOOG}"'),
    ):
        assert text.count(blank) == 1
        text = text.replace(blank, given)
    return text.replace('"0000"', f'"{AMELAND}"')


def loaded(file: Path, text: str) -> RegionPolicy:
    file.write_text(text, encoding="utf-8")
    return Policies.load(file.parent.parent).in_force("wadden", on=DAY)


def a_case(referrer: ReferrerType, municipality: str = AMELAND) -> Facts:
    return Facts(municipality=municipality, referrer=referrer, age=9, decision_day=DAY)


@pytest.mark.requirement("ZHZ-01")
def test_a_template_that_was_copied_tells_what_is_left_to_fill_in_and_then_decides(new_file: Path) -> None:
    new_file.write_text(TEMPLATE, encoding="utf-8")
    register = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
    left = {mistake.field for mistake in check_files([new_file], register)}
    assert left == {"region", "valid_from", "municipalities.list.0", "municipalities.list.1"}

    policy = loaded(new_file, filled_in(TEMPLATE))
    desk, doctor = a_case(ReferrerType.MUNICIPALITY), a_case(ReferrerType.GENERAL_PRACTITIONER)
    assert advise(policy, desk).open_routes == (Route.CHOICE_BUDGET, Route.QUOTE, Route.STAY)
    short = Choice(route=Route.CHOICE_BUDGET, budget="short")
    assert check(policy, doctor, short).settled_by is SettledBy.REFERRER
    assert check_desk_decision(policy, desk, [short], on_record=ALL_ON_RECORD).is_allowed
    broken = check_desk_decision(policy, desk, [short], on_record=OnRecord()).broken
    assert {each.code for each in broken} == {Reason.INTENDED_RESULT_MISSING, Reason.LEGAL_STEPS_MISSING}
    elsewhere = check(policy, a_case(ReferrerType.MUNICIPALITY, "0014"), short).broken
    assert [each.code for each in elsewhere] == [Reason.MUNICIPALITY_OUTSIDE_REGION]


@pytest.mark.requirement("ZHZ-02", "HLM-21")
def test_with_every_optional_part_the_template_is_still_right_and_leaves_out_no_part(new_file: Path) -> None:
    policy = loaded(new_file, filled_in(OPTIONAL.sub(r"\1", TEMPLATE)))
    for name in PolicyFile.model_fields:
        assert getattr(policy, name), f"the template does not show {name}"
    assert all(getattr(policy.desk, name) for name in Desk.model_fields)
    assert policy.routes == set(Route)
    assert {setting.kind for setting in policy.settings} == {"precondition", "route", "decision-term"}
    for rule in (*Precondition, *ReferrerType):
        assert rule == Precondition.LONGEST_DURATION or re.search(rf"\b{rule}\b", TEMPLATE), rule

    training = Choice(route=Route.PRODUCT, product="training")
    for municipality, is_open in ((AMELAND, False), (SCHIERMONNIKOOG, True)):
        facts = a_case(ReferrerType.MUNICIPALITY, municipality)
        assert advise(policy, facts).on(Route.QUOTE).is_open is is_open
        assert check_desk_decision(policy, facts, [training], on_record=ALL_ON_RECORD).is_allowed


def test_the_page_names_the_template_and_the_template_is_no_policy_of_a_region(new_file: Path) -> None:
    page = (REGIONS.parent / "docs" / "new-region.md").read_text(encoding="utf-8")
    for said in ("regions/template.yaml", "`#:`", "./wegwijs policy check", "./wegwijs advise"):
        assert said in page
    (new_file.parent.parent / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    assert Policies.load(new_file.parent.parent).by_region == {}
