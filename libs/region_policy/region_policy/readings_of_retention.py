"""What others may read of a policy on how long what is kept."""

from region_policy.readings_base import Read, SourcedRead


class KeptRead(SourcedRead):
    kept_months: int


class RetentionRead(Read):
    file: KeptRead
    nothing_came_of_it: KeptRead
    consultation: KeptRead
    draft: KeptRead
    message: KeptRead
    on_call_staff: KeptRead
