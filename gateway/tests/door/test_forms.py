"""What is typed becomes a body for a room, and what the room says of a field comes back to its input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pages import decision_form
from gateway.pages.answers import ProblemTold
from gateway.pages.forms import Typed
from gateway.pages.quotes import quote

PROVIDER = "01930000-0000-7000-8000-000000020001"


def problem(*fields: str) -> ProblemTold:
    errors = [{"field": field, "message": "ontbreekt"} for field in fields]
    told = {
        "title": "De invoer klopt niet",
        "status": 400,
        "detail": "De invoer klopt niet",
        "errors": errors,
    }
    return ProblemTold.model_validate(told)


def test_a_decision_holds_a_choice_for_each_way_that_is_taken_with_the_inputs_of_that_way_only():
    typed = Typed(
        {
            "budget": "family-approach",
            "budget-provider": PROVIDER,
            "place": "at-provider",
            "intensity": "living-2",
            "etmalen": "90",
            "ceiling": "1250,50",
            "days": "30",
        }
    )
    one = {
        "route": "choice-budget",
        "budget": "family-approach",
        "place": "at-provider",
        "provider": PROVIDER,
    }
    other = {"route": "stay", "intensity": "living-2", "etmalen": 90}
    agreed = {
        "route": "one-off-contract",
        "ceilingCents": 125_050,
        "days": 30,
        "place": "at-provider",
        "provider": PROVIDER,
    }
    assert decision_form.decision(typed, ()).body["choices"] == []
    assert decision_form.decision(typed, ("choice-budget", "stay")).body["choices"] == [one, other]
    assert decision_form.decision(typed, ("one-off-contract",)).body["choices"] == [agreed]
    assert decision_form.decision(Typed({"ceiling": "1.2.3"}), ("one-off-contract",)).body["choices"] == [
        {"route": "one-off-contract", "ceilingCents": "1.2.3"}
    ]


def test_who_took_the_steps_is_typed_once_and_may_be_another_for_one_step():
    typed = {
        "discipline": "jeugdzorgwerker",
        "professional": "SKJ 1",
        "step-question": "een vraag",
        "step-grant": "toegekend",
        "step-grant-professional": "SKJ 2",
    }
    assert decision_form.decision(Typed(typed), ()).body["legalSteps"] == [
        {
            "step": "question",
            "finding": "een vraag",
            "discipline": "jeugdzorgwerker",
            "professional": "SKJ 1",
        },
        {"step": "grant", "finding": "toegekend", "discipline": "jeugdzorgwerker", "professional": "SKJ 2"},
    ]


def test_consultations_overrides_and_the_authorisation_go_along_where_they_are_filled_in():
    typed = {
        "consulted-family-who": "moeder",
        "override-lighter-help-weighed": "geen tijd",
        "override-legal-steps": "  ",
        "statement-away-from-home": "te onveilig",
        "weighing-safety": "zorgen",
        "plan-offered-on": "2026-03-01",
        "plan-answer": "declined",
        "authorisation-number": "C/1",
    }
    body = decision_form.award(Typed(typed)).body
    assert body == {
        "consultations": [{"with": "family", "who": "moeder"}],
        "overrides": [{"rule": "lighter-help-weighed", "reason": "geen tijd"}],
        "statements": [{"about": "away-from-home", "words": "te onveilig"}],
        "weighing": [{"item": "safety", "finding": "zorgen"}],
        "familyGroupPlan": {"offeredOn": "2026-03-01", "answer": "declined"},
        "authorisation": {"number": "C/1"},
    }


def test_a_quote_holds_the_lines_that_are_filled_in_and_never_an_amount():
    typed = {"minutes-group-2": "90", "minutes-group-3": "", "etmalen-living-1": "2", "amount": "100"}
    assert quote(Typed(typed)).body == {
        "hours": [{"functionGroup": "group-2", "minutes": 90}],
        "stay": [{"intensity": "living-1", "etmalen": 2}],
    }


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("choices.0.etmalen", "etmalen"),
        ("legalSteps.0.professional", "professional"),
        ("consultations.0.outcome", "consulted-family-outcome"),
        ("authorisation.end", "authorisation-end"),
        ("intendedResult", "intended-result"),
    ],
)
def test_what_a_room_says_of_a_field_stands_at_its_input(field, name):
    typed = Typed({"etmalen": "x", "step-question": "y", "consulted-family-who": "z", "key": "no uuid"})
    filling = decision_form.decision(typed, ("stay",))
    form = typed.shown("decide-").refused(problem(field), filling.places)
    assert form.wrong == {name: "ontbreekt"}
    assert [(each.name, each.text) for each in form.summary] == [(name, "ontbreekt")]
    assert form.id(name) == f"decide-{name}"
    assert form.value("etmalen") == "x"


def test_a_field_that_no_input_is_for_is_named_in_the_list_all_the_same():
    form = Typed({}).shown().refused(problem("somethingElse"), {})
    assert [(each.name, each.text) for each in form.summary] == [("", "somethingElse: ontbreekt")]


def test_a_form_keeps_its_key_so_that_sending_it_again_is_the_same_command():
    key = "01930000-0000-4000-8000-000000000001"
    typed = Typed({"key": key})
    assert typed.key == typed.shown().refused(problem("plan"), {}).key == key


@given(st.text())
def test_a_number_is_whole_or_stays_what_was_typed(text):
    number = Typed({"x": text}).number("x")
    assert number == (text.strip() or None) or (
        isinstance(number, int) and str(int(text.strip())) == str(number)
    )
