"""What others may read of a policy on what follows a referral."""

from region_policy.codes import Firmness
from region_policy.readings_base import Read, SourcedRead, TermRead


class WaitingRead(SourcedRead):
    """In days: from referral to first contact, and from there to the start of care."""

    first_contact_days: int
    start_days: int


class ReminderRead(SourcedRead):
    working_days_before: int


class AdulthoodHandoverRead(SourcedRead):
    binding: Firmness


class OnwardRead(SourcedRead):
    signal_from: int


class ExperienceRead(SourcedRead):
    minimum_answers: int


class ReferralFormRead(SourcedRead):
    mandatory_at_most: int


class CareRead(Read):
    waiting: WaitingRead
    reminder: ReminderRead
    fast_answer: TermRead
    question_answer: TermRead
    family_choice: TermRead
    handover: TermRead
    adulthood_handover: AdulthoodHandoverRead
    transfer: TermRead
    onward: OnwardRead
    consultation_reply: TermRead
    experience: ExperienceRead
    referral_form: ReferralFormRead
