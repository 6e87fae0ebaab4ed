"""Answer the questions of the region after an alarm was sent: they advise, and change nothing."""

from collections.abc import Mapping
from uuid import UUID

from crisis.domain.triage import Triage, TriageAnswer, advise_triage
from crisis.store import alarms
from crisis.store import interventions as store
from crisis.usecases.region_of_place import policy_for
from region_policy.parts_landscape import TriageQuestion
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound
from wirekit.texts import Text

NO_QUESTION = Text(nl="is geen vraag van deze regio", en="is no question of this region")


def questions_for(tx: Transaction, municipality: str) -> tuple[TriageQuestion, ...]:
    """Those of the region that covers this place today; none where no policy does."""
    policy = policy_for(tx, municipality, None)
    return policy.crisis.triage.items if policy else ()


async def answer_triage(
    tx: Transaction,
    triage_id: UUID,
    alarm_id: UUID,
    answers: Mapping[str, TriageAnswer],
    *,
    made_before: bool,
) -> Triage:
    """Keep the answers with what they advise. Nobody waits for them, and nothing is refused on them (IJS-35).

    Raises NotFound, and InvalidInput for each answer to what is no question here.
    """
    if made_before and (existing := await store.triage(tx, triage_id)):
        return existing
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        raise NotFound
    questions = [question.id for question in questions_for(tx, alarm.municipality)]
    if unknown := sorted(set(answers) - set(questions)):
        raise InvalidInput(errors=[FieldError(f"answers.{each}", NO_QUESTION) for each in unknown])
    answered = Triage(
        id=triage_id,
        alarm=alarm_id,
        answers={each: answers.get(each, TriageAnswer.UNKNOWN) for each in questions},
        advice=advise_triage(questions, answers),
        answered_by=tx.caller.organisation,
        answered_at=tx.now,
    )
    await store.add_triage(tx, answered)
    return answered
