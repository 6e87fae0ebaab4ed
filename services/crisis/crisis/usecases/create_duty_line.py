"""Create a duty line of a region."""

from uuid import UUID

from crisis.domain.duty_line import DutyLine, LineRefusal, why_no_line
from crisis.store import roster as store
from crisis.usecases.report_absence import lay_known_absences
from crisis.usecases.resources import policies_of
from crisis.usecases.work_out import work_out
from region_policy.loader import NoPolicyInForce
from region_policy.terms import local_day
from servicekit.organisations import Organisation, known_organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_REGION = Text(nl="is geen regio met een geldend beleid", en="is no region with a policy in force")
UNKNOWN_MUNICIPALITY = Text(nl="is geen gemeente", en="is no municipality")
UNKNOWN_ORGANISATION = Text(nl="is geen bekende organisatie", en="is no known organisation")
CRISIS_PROVIDER = "crisis-provider"

SENTENCES = {
    LineRefusal.REGION_NOT_YOURS: Text(
        nl="Uw organisatie werkt niet in deze regio", en="Your organisation does not work in this region"
    ),
    LineRefusal.MUNICIPALITY_OUTSIDE_REGION: Text(
        nl="Niet elke gemeente hoort bij deze regio", en="Not every municipality belongs to this region"
    ),
    LineRefusal.NO_CRISIS_PROVIDER_OF_REGION: Text(
        nl="Niet elke organisatie in de crisisgroep is een crisisaanbieder van deze regio",
        en="Not every organisation in the crisis group is a crisis provider of this region",
    ),
}


async def create_duty_line(
    tx: Transaction, line: DutyLine, *, planner: Organisation, made_before: bool
) -> DutyLine:
    """Store the line, or give it as it is now when this call made it before.

    As nothing is planned on it, it is one gap. Raises InvalidInput (a region, municipality or organisation
    that does not exist) and RuleBroken.
    """
    if made_before and (existing := await store.duty_line(tx, line.id)):
        return existing
    await require_sound(tx, line, planner=planner, entering=line.crisis_group)
    await store.add_duty_line(tx, line)
    await lay_known_absences(tx, line, line.crisis_group)
    await work_out(tx, line)
    return line


async def require_sound(
    tx: Transaction, line: DutyLine, *, planner: Organisation, entering: frozenset[UUID]
) -> None:
    """Whether a line may be so, with these organisations coming into its crisis group; raises as above."""
    policies = policies_of(tx)
    organisations = {id: await known_organisation(tx, id) for id in entering}
    unknown = [
        FieldError("municipalities", UNKNOWN_MUNICIPALITY)
        for code in line.municipalities
        if policies.register.find(code) is None
    ][:1]
    if None in organisations.values():
        unknown.append(FieldError("crisisGroup", UNKNOWN_ORGANISATION))
    try:
        municipalities = policies.in_force(line.region, on=local_day(tx.now)).municipality_codes
    except NoPolicyInForce:
        unknown.append(FieldError("region", UNKNOWN_REGION))
    if unknown:
        raise InvalidInput(errors=unknown)
    providers = [
        id
        for id, o in organisations.items()
        if o and o.kind == CRISIS_PROVIDER and line.region in o.regions and o.works(tx.now)
    ]
    refusals = why_no_line(
        line,
        planner_regions=planner.regions,
        region_municipalities=municipalities,
        # Who is in it already stays, also one that has ended: whoever drops it does so by itself.
        crisis_providers=[*providers, *(line.crisis_group - entering)],
    )
    if refusals:
        raise RuleBroken(reasons=[ReasonGiven(refusal, SENTENCES[refusal]) for refusal in refusals])
