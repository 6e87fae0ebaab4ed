"""One question, one field: what is said in one place answers every rule that asks the same."""

from collections.abc import Mapping

from region_policy.codes import LegalStep, Precondition

SAID_BY_STEP: Mapping[LegalStep, frozenset[Precondition]] = {
    LegalStep.HELP: frozenset({Precondition.INTENDED_RESULT}),
    LegalStep.OWN_STRENGTH: frozenset({Precondition.LIGHTER_HELP_WEIGHED}),
    LegalStep.GRANT: frozenset({Precondition.VIEW_ACCESS_WORKER}),
}
"""What help is needed says what it shall bring about; own strength and network say what was tried (IJS-38);
what is granted, and why, is the view of who grants it (NV-13)."""

ONE_QUESTION: Mapping[Precondition, frozenset[Precondition]] = {
    Precondition.AWAY_FROM_HOME: frozenset({Precondition.AMBULATORY_WEIGHED, Precondition.HEAVIER_ROUTE}),
    Precondition.AMBULATORY_WEIGHED: frozenset({Precondition.AWAY_FROM_HOME, Precondition.HEAVIER_ROUTE}),
}
"""Why not at home and why not by day are one question, and the heavier route is what follows from it."""

IN_WORDS = frozenset(
    {
        Precondition.VIEW_FAMILY,
        Precondition.VIEW_ACCESS_WORKER,
        Precondition.VIEW_PROFESSIONAL,
        Precondition.AWAY_FROM_HOME,
        Precondition.AMBULATORY_WEIGHED,
        Precondition.HEAVIER_ROUTE,
        Precondition.PLACE_ELSEWHERE,
        Precondition.FAMILY_SETTING_WEIGHED,
        Precondition.PROGRESS_EVALUATION,
        Precondition.NECESSITY,
    }
)
"""The preconditions that are met by a statement and nothing else; all others have a field of their own."""
