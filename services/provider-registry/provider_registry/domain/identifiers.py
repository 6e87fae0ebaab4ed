"""Numbers by which organisations are known elsewhere, with the checks that exist for them."""

import re

AGB = re.compile(r"\d{8}")
KVK = re.compile(r"\d{8}")
CBS_CODE = re.compile(r"\d{4}")


def is_agb(code: str) -> bool:
    """An AGB code of a care provider: eight digits; there is no public check digit."""
    return AGB.fullmatch(code) is not None


def is_kvk(number: str) -> bool:
    """A number of the Chamber of Commerce (KvK): eight digits, not all the same."""
    return KVK.fullmatch(number) is not None and len(set(number)) > 1


def is_cbs_code(code: str) -> bool:
    """A municipality's code of Statistics Netherlands: four digits with leading zeros, not 0000."""
    return CBS_CODE.fullmatch(code) is not None and code != "0000"
