"""On which grounds a provider may say no, in words."""

from gateway.pages.deciding import options_of
from gateway.pages.naming import Options
from gateway.pages.policy_answers import PolicyRead
from wirekit.texts import Language


def refusals_in(policy: PolicyRead | None, language: Language, *, every: bool = False) -> Options:
    """Under a duty to accept the grounds of the policy; `every`: all codes that there are, to be read."""
    freely = options_of("RefusalReason", language)
    acceptance = policy.desk.acceptance if policy else None
    listed = (
        [(each.id, each.name.text.in_(language)) for each in acceptance.refusal_grounds] if acceptance else []
    )
    if every:
        return [*freely, *listed]
    return listed if acceptance and acceptance.duty else freely
