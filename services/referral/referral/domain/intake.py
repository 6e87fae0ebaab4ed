"""One intake per referral, and whose words in it who reads (HLM-07, LAW-03)."""

from collections.abc import Collection

from referral.domain.relations import Relation

MUNICIPAL = "access-worker"
"""The role whose words are the municipality's own."""

READS_ALL = frozenset({Relation.REFERRING_ORGANISATION, Relation.CHOSEN_PROVIDER, Relation.BRIDGING_PROVIDER})


def reads_words(relations: Collection[str], made_as: str) -> bool:
    """Whether who has these relations to a referral reads words that somebody of this role wrote.

    The referrer and every provider that helps read all of one intake. What a doctor, a provider or an
    institution wrote is sealed for the municipality, also where that made the referral itself: it sees who
    wrote, when, and on which parts of life (LAW-03; duty of secrecy, Youth Act 7.3.11). A provider that was
    only asked reads nothing.
    """
    if Relation.RESPONSIBLE_MUNICIPALITY in relations:
        return made_as == MUNICIPAL
    return bool(READS_ALL & set(relations))
