"""What is open for a case: a question, answered with reasons; nothing is stored."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictBool, StringConstraints

from access.routes.fields import Code
from access.routes.language import AskedLanguage
from access.usecases.ask_advice import ask_advice as advice_on
from region_policy.answer_readings import AdviceRead
from region_policy.cases import Case
from region_policy.codes import REFERS_AS, CareForm, Complexity, ReferrerType, Urgency
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Body
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["advice"])

NOT_THIS_ROLE = Text(nl="past niet bij de rol van de vrager", en="does not fit the role of who asks")


class AdviceAsk(Body):
    """Codes and an age in whole years; `referrer` is taken from the role where it is left out.

    `category`: of the national messages (iJw). `prolongedGround`: why help goes on past eighteen.
    """

    municipality: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    referrer: ReferrerType | None = None
    measure_in_force: StrictBool = False
    age: Annotated[int, Field(strict=True, ge=0, le=129)]
    complexity: Complexity = Complexity.SIMPLE
    forms: Annotated[tuple[CareForm, ...], Field(max_length=3)] = ()
    domains: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    urgency: Urgency = Urgency.REGULAR
    safety_concern: StrictBool = False
    category: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    prolonged_ground: Code | None = None


@router.post("/advice", summary="Every route for a case: open or closed, with every reason")
async def ask_advice(
    body: AdviceAsk, tx: Tx, organisation: OwnOrganisation, language: AskedLanguage
) -> AdviceRead:
    own = REFERS_AS[tx.caller.role]
    referrer = body.referrer or own
    # The access desk works for everybody who asks; any other role asks for itself.
    if referrer is not own and own is not ReferrerType.MUNICIPALITY:
        raise InvalidInput(errors=[FieldError("referrer", NOT_THIS_ROLE)])
    case = Case(**(body.model_dump() | {"referrer": referrer}))
    return AdviceRead.of(await advice_on(tx, case, by=organisation), language)
