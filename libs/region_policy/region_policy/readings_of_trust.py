"""What others may read of a policy on how long somebody may go on looking."""

from region_policy.readings_base import Read, SourcedRead


class ClosedCaseRead(SourcedRead):
    closed_case_days: int


class AfterMeasureRead(SourcedRead):
    institution_days_after_measure: int


class EmergencyDoorRead(SourcedRead):
    emergency_hours: int


class TrustRead(Read):
    closed_case: ClosedCaseRead
    after_measure: AfterMeasureRead
    emergency_door: EmergencyDoorRead
