"""A surname as it is searched: what people write differently of one name is one name.

Exact after that, and no further: a name that sounds or looks alike may be another child's (LAW-08).
"""

import re
import unicodedata

PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "aan af bij d da de del den der des di do dos du el het in la las le les lo los of op over s t te ten"
        " ter toe tot uijt uit van vanden vander ver voor vom von zu zum zur",
    )
)
"""Words of a name by which nobody is told apart: the tussenvoegsels of the register of persons, and kin."""
# Letters that Unicode does not take apart into a letter and a sign.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
APART = re.compile(r"[\W_]+")


def normalised(surname: str) -> str:
    """In small letters without diacritics, particles, spaces, hyphens and apostrophes.

    "Van der Berg" and "berg, van der" are one; so are "Jansen-de Vries" and "JANSEN DE VRIES". A name of
    nothing but particles keeps them; one without any letter or digit is held as it was written.
    """
    apart = unicodedata.normalize("NFKD", surname.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().translate(LETTERS)
    words = [word for word in APART.split(plain) if word]
    return "".join(word for word in words if word not in PARTICLES) or "".join(words) or plain
