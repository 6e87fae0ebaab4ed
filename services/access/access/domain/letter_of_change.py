"""What a letter says of a change of running help: an own decision of the municipality, whoever referred."""

from collections.abc import Mapping
from datetime import date

from access.domain.change import DAY, Change, ChangeKind, ChangeReason
from access.domain.entitlement import Grant
from access.domain.letter import (
    ChangedInLetter,
    LetterContent,
    LighterInLetter,
    asked_for,
    name_of_help,
)
from access.domain.request import Request, as_the_desk
from access.domain.words import Words
from region_policy.codes import Precondition
from region_policy.language import Name
from region_policy.model import RegionPolicy

CHANGED_BECAUSE: Mapping[ChangeReason, Name] = {
    ChangeReason.GOALS_REACHED: Name(
        nl="De doelen van de hulp zijn gehaald.", en="The goals of the help were reached."
    ),
    ChangeReason.GOALS_NOT_YET_REACHED: Name(
        nl="De doelen van de hulp zijn nog niet gehaald.", en="The goals of the help are not reached yet."
    ),
    ChangeReason.MORE_HELP_NEEDED: Name(nl="Er is meer hulp nodig.", en="More help is needed."),
    ChangeReason.LESS_HELP_NEEDED: Name(nl="Er is minder hulp nodig.", en="Less help is needed."),
    ChangeReason.LIGHTER_HELP_FITS: Name(
        nl="Lichtere hulp past nu beter.", en="Lighter help is a better fit now."
    ),
    ChangeReason.OTHER_HELP_FITS: Name(nl="Andere hulp past nu beter.", en="Other help is a better fit now."),
    ChangeReason.FAMILY_ASKED: Name(nl="U hebt daar zelf om gevraagd.", en="You asked for it yourself."),
    ChangeReason.NO_CONTACT: Name(
        nl="De hulpverlener krijgt geen contact meer met het gezin.",
        en="The professional has no contact with the family any more.",
    ),
    ChangeReason.NO_PROGRESS: Name(
        nl="Deze hulp helpt niet genoeg.", en="This help does not bring enough progress."
    ),
    ChangeReason.MOVED: Name(
        nl="Het gezin of de jeugdige is verhuisd.", en="The family or the young person has moved."
    ),
    ChangeReason.OF_AGE: Name(
        nl="De jeugdige wordt of is te oud voor deze jeugdhulp.",
        en="The young person grows or has grown too old for this youth care.",
    ),
    ChangeReason.CONTRACT_ENDS: Name(
        nl="De gemeente heeft dan geen afspraken meer met deze aanbieder.",
        en="The municipality has no agreements with this provider any more by then.",
    ),
}
TOLD = frozenset({Precondition.PROGRESS_EVALUATION, Precondition.NECESSITY})


def content_of_change(
    policy: RegionPolicy,
    request: Request,
    change: Change,
    grant: Grant,
    *,
    on: date,
    words: Words | None,
    lighter: Grant | None,
) -> LetterContent:
    """`policy` is the one by which it was changed on this day; `lighter`: after a step down the next."""
    facts = as_the_desk(policy, request.facts_on(on))
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    changed = ChangedInLetter(
        change=change.id,
        grant=grant.id,
        kind=change.kind,
        reason=change.reason,
        because=CHANGED_BECAUSE[change.reason],
        component=change.component,
        help=name_of_help(policy, grant.budget, grant.intensity, grant.product),
        from_day=_first_day(change, on),
        valid_until=change.valid_until,
        valid_until_before=change.valid_until_before,
        ceiling_by_cents=change.committed_by,
        etmalen_by=change.etmalen_by,
        quantity_by=change.quantity_by,
        unit=grant.unit,
        schedule=change.schedule,
        lighter=_lighter(policy, lighter) if lighter else None,
        said=tuple(each for each in words.statements if each.about in TOLD) if words else (),
    )
    return LetterContent(
        request=request.id,
        decision=None,
        region=request.region,
        municipality=request.municipality,
        decided_on=on,
        decided_by=None,
        legal_ground=rule.legal_ground if rule else None,
        asked=asked_for(policy, request),
        given=(),
        refused=None,
        free_help=None,
        changed=changed,
        steps=words.legal_steps if words else (),
        intended_result=None,
        personal_budget_answer=words.personal_budget_answer if words else None,
    )


def _first_day(change: Change, on: date) -> date:
    """Since when it is otherwise: longer from after the earlier end, shorter from after the new one."""
    match change.kind:
        case ChangeKind.EXTEND:
            return change.valid_until_before + DAY
        case ChangeKind.SHORTEN | ChangeKind.STOP | ChangeKind.STEP_DOWN | ChangeKind.GROWN_UP:
            return change.valid_until + DAY
        case _:
            return on


def _lighter(policy: RegionPolicy, grant: Grant) -> LighterInLetter:
    named = name_of_help(policy, grant.budget, grant.intensity, grant.product)
    return LighterInLetter(named, grant.etmalen, grant.valid_until)
