"""All steps that a demo file may have. A new one is a class beside its kin, and one line here."""

from typing import Annotated

from pydantic import Field

from wegwijs_cli.demo.steps_asking import (
    AskAdvice,
    LookUp,
    ReadMessages,
    ReadReferral,
    Refer,
    ReferAgain,
    ReferWithoutToken,
    SeeGranted,
    SeeWaiting,
    TryReferral,
)
from wegwijs_cli.demo.steps_deciding import Decide, SeeDecision, SeeOnList, SeeOpenRoutes, TryDecision
from wegwijs_cli.demo.steps_helping import (
    Accept,
    Deliver,
    SeeAccount,
    SeeAsked,
    SeeEntitlement,
    StartCare,
    StopCare,
    TellStay,
    TryEntitlement,
)

AnyStep = Annotated[
    AskAdvice
    | Refer
    | ReferAgain
    | ReferWithoutToken
    | TryReferral
    | ReadReferral
    | SeeGranted
    | SeeWaiting
    | ReadMessages
    | LookUp
    | SeeOnList
    | SeeOpenRoutes
    | SeeDecision
    | TryDecision
    | Decide
    | SeeAsked
    | Accept
    | SeeEntitlement
    | StartCare
    | StopCare
    | Deliver
    | TellStay
    | SeeAccount
    | TryEntitlement,
    Field(discriminator="step"),
]
