"""Who may refer, as the national messages (iJw) number them, and on which ground of the law.

The articles are those of the Youth Act (Jeugdwet), told in our own words.
"""

from collections.abc import Mapping

from region_policy.codes import REFERS_AS, ReferrerType
from region_policy.language import Name

REFERRER_CODES: Mapping[ReferrerType, str] = {
    ReferrerType.MUNICIPALITY: "01",
    ReferrerType.GENERAL_PRACTITIONER: "02",
    ReferrerType.YOUTH_DOCTOR: "03",
    ReferrerType.CERTIFIED_INSTITUTION: "04",
    ReferrerType.MEDICAL_SPECIALIST: "05",
    ReferrerType.FAMILY: "06",
    ReferrerType.COURT: "08",
}
"""The code of each in the national messages. 06: nobody referred, or the family itself. There is no 07."""

BY_CODE: Mapping[str, ReferrerType] = {code: referrer for referrer, code in REFERRER_CODES.items()}

HEARS: Mapping[str, tuple[ReferrerType, ...]] = {
    "access-worker": (ReferrerType.FAMILY, ReferrerType.COURT),
    "institution-worker": (ReferrerType.COURT,),
}
"""For whom a role may enter a referral beside its own: court and family have no account here."""

_BY_RIGHT = Name(
    nl="Jeugdwet, artikel 2.6, eerste lid, onder e: jeugdhulp is ook toegankelijk na verwijzing door "
    "huisarts, jeugdarts en medisch specialist.",
    en="Youth Act, article 2.6 (1)(e): youth care is also open on referral by GP, youth doctor and medical "
    "specialist.",
)
LEGAL_GROUNDS: Mapping[ReferrerType, Name] = {
    ReferrerType.MUNICIPALITY: Name(
        nl="Jeugdwet, artikel 2.3, eerste lid: de gemeente voorziet waar een jeugdige hulp nodig heeft.",
        en="Youth Act, article 2.3 (1): the municipality provides where a young person needs it.",
    ),
    ReferrerType.GENERAL_PRACTITIONER: _BY_RIGHT,
    ReferrerType.YOUTH_DOCTOR: _BY_RIGHT,
    ReferrerType.MEDICAL_SPECIALIST: _BY_RIGHT,
    ReferrerType.CERTIFIED_INSTITUTION: Name(
        nl="Jeugdwet, artikel 3.5, eerste lid: de instelling bepaalt welke hulp bij de maatregel hoort.",
        en="Youth Act, article 3.5 (1): the institution determines which help goes with the measure.",
    ),
    ReferrerType.FAMILY: Name(
        nl="Jeugdwet, artikel 2.3, eerste lid, en Awb, artikel 4:1: jeugdige en ouders vragen zelf.",
        en="Youth Act, article 2.3 (1), and Awb, article 4:1: young person and parents may ask.",
    ),
    ReferrerType.COURT: Name(
        nl="Jeugdwet, artikel 2.4, tweede lid, onder b: de gemeente zet de hulp in die rechter, openbaar "
        "ministerie of justitiële inrichting nodig acht.",
        en="Youth Act, article 2.4 (2)(b): the municipality supplies the help that a court, the public "
        "prosecutor or a judicial institution holds necessary.",
    ),
}


def referrers_of(role: str) -> tuple[ReferrerType, ...]:
    """As which referrers this role may send a referral, its own first. Raises KeyError of any other role."""
    return (REFERS_AS[role], *HEARS.get(role, ()))
