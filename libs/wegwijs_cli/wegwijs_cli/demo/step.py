"""What every step of the demonstration is: who does it, under which name it is told, and how it is taken."""

from pydantic import BaseModel, ConfigDict

from region_policy.codes import SettledBy
from region_policy.language import Language
from region_policy.reasons import Reason, ReasonGiven
from wegwijs_cli.demo.client import Answer, ProblemSeen
from wegwijs_cli.demo.journey import Journey, same

OK, CREATED, REFUSED, STALE = 200, 201, 409, 412


class StepPart(BaseModel):
    """A part of a step as it stands in the demo file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(StepPart):
    """One step. Subclass it with `step: Literal["verb"]`, its fields, and `take`."""

    name: str
    who: str | None = None

    async def take(self, journey: Journey) -> str:
        """Do it and compare; gives the answer in a few words. Raises WrongAnswer."""
        raise NotImplementedError


class ExpectedOfPolicy(StepPart):
    """What the demo file says that the policy says: settled by somebody, or refused for all these reasons."""

    settled_by: SettledBy | None = None
    refused: tuple[Reason, ...] = ()


def same_reasons(answer: Answer, broken: tuple[ReasonGiven, ...]) -> str:
    """The refusal gives every reason of the policy, in its words. Raises WrongAnswer."""
    given = answer.must_be(REFUSED).read(ProblemSeen).reasons
    wanted = {reason.code.value: reason.text(Language.NL) for reason in broken}
    same("reasons", {reason.code for reason in given}, set(wanted))
    same("words of the reasons", {reason.text for reason in given}, set(wanted.values()))
    return f"{REFUSED}: {', '.join(sorted(wanted))}"
