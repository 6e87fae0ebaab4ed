"""The parts of a policy file on what follows a referral: waiting, asking, handing over, being heard."""

from region_policy.codes import Firmness
from region_policy.measures import Days, DaysOrNone, Times
from region_policy.parts import Part, Sourced, Term


class Waiting(Sourced):
    """The region's own norm in days: from referral to first contact, and from there to the start of care."""

    first_contact_days: Days
    start_days: Days


class Reminder(Sourced):
    """So many working days before a term ends its owner is reminded; on none of them where this is 0."""

    working_days_before: DaysOrNone


class AdulthoodHandover(Sourced):
    """How firmly help that ends at eighteen asks that an adult scheme has confirmed to go on (NV-04)."""

    binding: Firmness


class Onward(Sourced):
    """From which provider in a row on the director hears that somebody is passed on (HLM-06)."""

    signal_from: Times


class Experience(Sourced):
    """Below so many answers the scores of a provider are shown to nobody (GRO-07)."""

    minimum_answers: Times


class ReferralForm(Sourced):
    """How many fields a referral may ask of any referrer at most (NV-21)."""

    mandatory_at_most: Times


class Care(Part):
    """`fast_answer`: of a provider to an urgent referral (HLM-15), in place of `terms.placement_answer`.

    `question_answer`: of who referred, to a provider's question. `family_choice`: among providers that offer.
    `handover`: the receiver confirms contact (HLM-17). `transfer`: another provider for the running cases of
    one that stops (ZHZ-15). `consultation_reply`: of a specialist to a local team (GRO-05).
    """

    waiting: Waiting
    reminder: Reminder
    fast_answer: Term
    question_answer: Term
    family_choice: Term
    handover: Term
    adulthood_handover: AdulthoodHandover
    transfer: Term
    onward: Onward
    consultation_reply: Term
    experience: Experience
    referral_form: ReferralForm
