"""Which lines serve a young person, and on whom an alarm calls: nobody falls between two lines."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.duty_line import DutyLine, LineKind, Wanted, lines_for, lines_to_alarm

KAMPEN, ZWOLLE = "0166", "0193"
SUICIDAL, VIOLENCE = "suicidal", "violence"
GROUP = frozenset({UUID(int=9)})

ages = st.none() | st.integers(0, 25)
needs = st.frozensets(st.sampled_from([SUICIDAL, VIOLENCE]))
some_lines = st.lists(
    st.builds(
        DutyLine,
        id=st.uuids(),
        region=st.just("ijsselland"),
        name_nl=st.just("lijn"),
        name_en=st.just("line"),
        municipalities=st.frozensets(st.sampled_from([KAMPEN, ZWOLLE]), min_size=1),
        crisis_group=st.just(GROUP),
        kind=st.sampled_from(LineKind),
        age_from=ages,
        age_to=ages,
        needs=needs,
    ),
    max_size=5,
    unique_by=lambda line: line.id,
)
some_wish = st.builds(
    Wanted,
    municipality=st.just(KAMPEN),
    age=ages,
    need=st.none() | st.sampled_from([SUICIDAL, VIOLENCE]),
)


def line(
    number: int, kind: LineKind = LineKind.CRISIS_TEAM, *of_needs: str, age_to: int | None = None
) -> DutyLine:
    return DutyLine(
        UUID(int=number),
        "ijsselland",
        "lijn",
        "line",
        frozenset({KAMPEN}),
        GROUP,
        kind=kind,
        age_to=age_to,
        needs=frozenset(of_needs),
    )


@given(some_lines, some_wish)
def test_whoever_is_in_a_place_that_has_a_line_is_served_and_by_those_that_fit_where_any_does(
    lines: list[DutyLine], wanted: Wanted
) -> None:
    here = [each for each in lines if wanted.municipality in each.municipalities]
    found = lines_for(lines, wanted)
    assert bool(found) == bool(here)
    assert set(found) <= set(here)
    assert {*found} in ({each for each in here if each.is_for(wanted)}, {*here})

    assert {*lines_for(lines, Wanted(KAMPEN))} == {*here}, "what is not known yet keeps nobody from a line"

    called = lines_to_alarm(lines, wanted)
    assert bool(called) == bool(here), "an alarm calls on somebody wherever there is a line"
    kinds = [each.kind for each in called]
    assert LineKind.BED_COORDINATION not in kinds or {*kinds} == {LineKind.BED_COORDINATION}
    assert kinds == sorted(kinds, key=lambda kind: kind is LineKind.MANAGER), "managers come last"


def test_an_alarm_calls_first_on_the_team_for_this_very_need_then_on_other_teams_then_on_the_manager() -> (
    None
):
    manager, team, special, beds = (
        line(1, LineKind.MANAGER),
        line(2),
        line(3, LineKind.CRISIS_TEAM, SUICIDAL),
        line(4, LineKind.BED_COORDINATION),
    )
    everybody = [manager, team, special, beds]
    assert lines_to_alarm(everybody, Wanted(KAMPEN, need=SUICIDAL)) == [special, team, manager]
    assert lines_to_alarm(everybody, Wanted(KAMPEN, need=VIOLENCE)) == [team, manager]
    assert lines_to_alarm(everybody, Wanted(KAMPEN)) == [team, special, manager]
    assert lines_to_alarm([beds], Wanted(KAMPEN)) == [beds]
    assert lines_to_alarm(everybody, Wanted(ZWOLLE)) == []


def test_the_years_of_a_line_are_both_included_and_a_line_for_others_is_better_than_none() -> None:
    young = line(1, age_to=12)
    assert [young.is_for(Wanted(KAMPEN, age=age)) for age in (0, 12, 13)] == [True, True, False]
    assert lines_for([young], Wanted(KAMPEN, age=17)) == [young]
    assert lines_for([young, line(2)], Wanted(KAMPEN, age=17)) == [line(2)]
