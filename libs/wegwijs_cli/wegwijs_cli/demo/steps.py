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
    TryEachBudget,
    TryReferral,
)
from wegwijs_cli.demo.steps_crisis import (
    AcknowledgeAlarm,
    CloseAlarm,
    LeaveCallBack,
    RaiseAlarm,
    SeeBoard,
    SeeClimbed,
    SeeOnCall,
    TellHappened,
    TryAlarm,
)
from wegwijs_cli.demo.steps_deciding import (
    Decide,
    SeeDecision,
    SeeOnList,
    SeeOpenRoutes,
    TryDecision,
    TryList,
)
from wegwijs_cli.demo.steps_drafts import DiscardDraft, SeeDraft, TryDraft
from wegwijs_cli.demo.steps_family import OpenOwnFile
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
from wegwijs_cli.demo.steps_quoting import (
    AskQuote,
    AwardQuote,
    SeeAward,
    SeeQuote,
    StatePreference,
    StoreDetermination,
    SubmitQuote,
    TryOnQuote,
    TryRefusal,
)
from wegwijs_cli.demo.steps_searching import Search, SeeCoverage

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
    | TryEachBudget
    | TryList
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
    | TryEntitlement
    | StoreDetermination
    | AskQuote
    | SubmitQuote
    | StatePreference
    | AwardQuote
    | SeeQuote
    | SeeAward
    | TryOnQuote
    | TryRefusal
    | SeeOnCall
    | SeeBoard
    | RaiseAlarm
    | SeeClimbed
    | AcknowledgeAlarm
    | TellHappened
    | CloseAlarm
    | SeeDraft
    | TryDraft
    | DiscardDraft
    | TryAlarm
    | LeaveCallBack
    | Search
    | SeeCoverage
    | OpenOwnFile,
    Field(discriminator="step"),
]
