"""The kit stays what it is: small, and without a word of the domain."""

import re
from pathlib import Path

import pytest

LIBS = Path(__file__).parents[2]
KITS = {"servicekit": LIBS / "servicekit" / "servicekit", "wirekit": LIBS / "wirekit" / "wirekit"}
KITS |= {name: LIBS / name / name for name in ("doorkit", "auditlog", "sealing")}
DOMAIN = re.compile(
    r"\b(referral|referrer|child|young person|grant|entitlement|budget|quote|provider|municipality|placement"
    r"|crisis|alarm|shift|roster|youth care|household|tariff|practitioner|parent|beschikking|jeugd\w*)s?\b",
    re.IGNORECASE,
)
NO_WORD_OF_OURS = {
    "doorkit": re.compile("Referrer-Policy|no-referrer|[Pp]rovider"),  # a header of HTTP, the OpenID provider
}


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_has_under_1500_lines_and_no_file_over_250(kit: str) -> None:
    lengths = {file: len(file.read_text().splitlines()) for file in KITS[kit].rglob("*.py")}
    assert lengths
    assert {file.name: n for file, n in lengths.items() if n > 250} == {}
    assert sum(lengths.values()) < 1500


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_names_no_domain_noun(kit: str) -> None:
    found = []
    for file in KITS[kit].rglob("*.py"):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if DOMAIN.search(NO_WORD_OF_OURS.get(kit, re.compile("^$")).sub("", line)):
                found.append(f"{file.name}:{number}: {line.strip()}")
    assert found == []
