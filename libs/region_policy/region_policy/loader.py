"""Reads policies from files. The only part of this package that touches the disk for a region."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from region_policy.consistency import inconsistencies
from region_policy.mistakes import Fault, Mistake, PolicyMistakes, dotted
from region_policy.model import RegionPolicy
from region_policy.register import Municipality, MunicipalityRegister
from region_policy.shape import read_sections
from region_policy.yaml_lines import YamlText, read_yaml

MUNICIPALITIES_FILE = "municipalities.csv"
# Beside its policies a region's folder holds scenarios of the demonstration.
NO_POLICY = "demo"
SUFFIXES = (".yaml", ".yml")


class NoPolicyInForce(LookupError):
    """This region has no policy on this day, or there is no such region."""

    def __init__(self, region: str, day: date) -> None:
        super().__init__(f"no policy of {region} is in force on {day.isoformat()}")
        self.region = region
        self.day = day


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy of every region; `by_region` lists them in the order of their first day."""

    by_region: Mapping[str, tuple[RegionPolicy, ...]]
    register: MunicipalityRegister

    @classmethod
    def load(cls, folder: Path) -> "Policies":
        """Read `municipalities.csv` and every `<region>/<valid_from>.yaml`.

        Raises PolicyMistakes with every mistake of every file; OSError where the folder cannot be read.
        """
        register = read_municipalities(folder / MUNICIPALITIES_FILE)
        policies, mistakes = read_files(policy_files(folder), register)
        mistakes = tuple(sorted((*mistakes, *read_by_nobody(folder))))
        if mistakes:
            raise PolicyMistakes(mistakes)
        return cls(by_region=ordered_by_region(policies.values()), register=register)

    def in_force(self, region: str, *, on: date) -> RegionPolicy:
        """The last policy of the region that began on or before the day. Raises NoPolicyInForce."""
        begun = [policy for policy in self.by_region.get(region, ()) if policy.valid_from <= on]
        if not begun:
            raise NoPolicyInForce(region, on)
        return begun[-1]

    def region_of(self, municipality: str, *, on: date) -> str | None:
        """The region whose policy in force on the day lists this municipality; None where no region does."""
        for region, policies in self.by_region.items():
            begun = [policy for policy in policies if policy.valid_from <= on]
            if begun and municipality in begun[-1].municipality_codes:
                return region
        return None

    def municipality(self, code: str) -> Municipality:
        """Raises UnknownMunicipality."""
        return self.register.municipality(code)

    def replay(self, text: str) -> RegionPolicy:
        """The policy of a stored text. Raises PolicyMistakes."""
        policy, mistakes = read_policy(text, "stored text", self.register, is_kept=True)
        if policy is None:
            raise PolicyMistakes(mistakes)
        return policy


def load_text(text: str, register: MunicipalityRegister, *, file: str = "stored text") -> RegionPolicy:
    """Read one policy from its exact text. Raises PolicyMistakes.

    The names of municipalities in reasons come from `register`, everything else from the text.
    """
    policy, mistakes = read_policy(text, file, register)
    if policy is None or mistakes:
        raise PolicyMistakes(mistakes)
    return policy


def check_files(files: Iterable[Path], register: MunicipalityRegister) -> tuple[Mistake, ...]:
    """Every mistake in these files, also where one claims a municipality of a policy that lies beside it."""
    asked = tuple(files)
    known = {file.resolve() for file in asked}
    regions = {file.resolve().parent.parent for file in asked}
    beside = [
        file
        for folder in sorted(regions)
        if (folder / MUNICIPALITIES_FILE).exists()
        for file in policy_files(folder)
        if file.resolve() not in known
    ]
    mistakes = read_files((*asked, *beside), register)[1]
    named = {str(file) for file in asked}
    strays = (each for folder in sorted(regions) for each in read_by_nobody(folder))
    return tuple(sorted({*strays, *(mistake for mistake in mistakes if mistake.file in named)}))


def read_municipalities(file: Path) -> MunicipalityRegister:
    """Read the table of municipalities. Raises OSError or KeyError where it is not that table."""
    with file.open(encoding="utf-8", newline="") as table:
        municipalities = [
            Municipality(
                code=row["code"],
                name=row["name"],
                province=row["province"],
                youth_region=row["youth_region"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in csv.DictReader(table)
        ]
    return MunicipalityRegister({municipality.code: municipality for municipality in municipalities})


def policy_files(folder: Path) -> tuple[Path, ...]:
    found = sorted((*folder.glob("*/*.yaml"), *folder.glob("*/*.yml")))
    return tuple(file for file in found if not file.stem.startswith(NO_POLICY))


def read_by_nobody(folder: Path) -> Iterator[Mistake]:
    """What looks like a policy and lies where none is read, in a folder of regions."""
    if not (folder / MUNICIPALITIES_FILE).exists():
        return
    known = set(policy_files(folder))
    for file in sorted(folder.glob("*/**/*")):
        if file.suffix.lower() not in SUFFIXES or file in known or file.stem.startswith(NO_POLICY):
            continue
        if file.is_file():
            message = "is read by nobody; allowed: <region>/<first-day>.yaml in the folder of regions"
            yield Mistake(str(file), 1, "", message)


def read_files(
    files: Iterable[Path], register: MunicipalityRegister
) -> tuple[dict[Path, RegionPolicy], tuple[Mistake, ...]]:
    policies: dict[Path, RegionPolicy] = {}
    mistakes: list[Mistake] = []
    for file in files:
        try:
            # Bytes, so that the hash is of exactly what stands in the file, line ends included.
            text = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(Mistake(str(file), 1, "", f"cannot be read: {error}"))
            continue
        policy, found = read_policy(text, str(file), register, place=file)
        mistakes += found
        if policy is not None:
            policies[file] = policy
    mistakes += [*claimed_twice(policies), *two_of_one_day(policies)]
    return policies, tuple(sorted(mistakes))


def read_policy(
    text: str,
    file: str,
    register: MunicipalityRegister,
    *,
    place: Path | None = None,
    is_kept: bool = False,
) -> tuple[RegionPolicy | None, tuple[Mistake, ...]]:
    """The policy, or None with every mistake. `place` is the file whose name and folder must agree.

    `is_kept`: a text by which something was decided stays what it was, however the model has grown.
    """
    read = read_yaml(text)
    faults = list(read.faults)
    if read.content is None and faults:
        return None, located(faults, file, read)
    sections = read_sections(read.content, faults, is_kept=is_kept)
    if not is_kept:
        faults += inconsistencies(sections, register)
    if place is not None:
        faults += misplaced(sections, place.resolve())
    if faults:
        return None, located(faults, file, read)
    hashed = sha256(text.encode("utf-8")).hexdigest()
    return (
        RegionPolicy.model_validate(
            {**sections, "text": text, "sha256": hashed, "municipality_register": register}
        ),
        (),
    )


def located(faults: Iterable[Fault], file: str, read: YamlText) -> tuple[Mistake, ...]:
    return tuple(
        sorted(Mistake(file, read.line_of(fault.path), dotted(fault.path), fault.message) for fault in faults)
    )


def misplaced(sections: Mapping[str, object], place: Path) -> Iterator[Fault]:
    region, valid_from = sections.get("region"), sections.get("valid_from")
    if region is not None and region != place.parent.name:
        yield Fault(("region",), f"is {region}, but the folder is {place.parent.name}; the two must be equal")
    if valid_from is not None and str(valid_from) != place.stem:
        yield Fault(("valid_from",), f"is {valid_from}, but the file is {place.name}; the two must be equal")


def ordered_by_region(policies: Iterable[RegionPolicy]) -> dict[str, tuple[RegionPolicy, ...]]:
    ordered = sorted(policies, key=lambda policy: (policy.region, policy.valid_from))
    regions = dict.fromkeys(policy.region for policy in ordered)
    return {region: tuple(each for each in ordered if each.region == region) for region in regions}


def two_of_one_day(policies: Mapping[Path, RegionPolicy]) -> Iterator[Mistake]:
    """A region has one policy at a time; told at both files."""
    for file, policy in policies.items():
        for other, beside in policies.items():
            same = (policy.region, policy.valid_from) == (beside.region, beside.valid_from)
            if same and file.resolve() != other.resolve():
                line = read_yaml(policy.text).line_of(("valid_from",))
                yield Mistake(
                    str(file), line, "valid_from", f"is the first day of {other} too; one may have it"
                )


def claimed_twice(policies: Mapping[Path, RegionPolicy]) -> Iterator[Mistake]:
    """A municipality that policies of two regions list for the same day; told at both files."""
    by_region = ordered_by_region(policies.values())
    for file, policy in policies.items():
        for other in policies.values():
            day = first_common_day(policy, other, by_region)
            shared = policy.municipality_codes & other.municipality_codes
            if other.region == policy.region or day is None or not shared:
                continue
            read = read_yaml(policy.text)
            for at, code in enumerate(policy.municipalities.items):
                if code in shared:
                    path = ("municipalities", "list", at)
                    message = f"{code} is listed by {other.region} too on {day}; one region may list it"
                    yield Mistake(str(file), read.line_of(path), dotted(path), message)


def first_common_day(
    one: RegionPolicy, other: RegionPolicy, by_region: Mapping[str, tuple[RegionPolicy, ...]]
) -> date | None:
    """The first day on which both are in force; None where the one ends before the other begins."""
    begins = max(one.valid_from, other.valid_from)
    return begins if all(in_force_at(each, begins, by_region) for each in (one, other)) else None


def in_force_at(policy: RegionPolicy, day: date, by_region: Mapping[str, tuple[RegionPolicy, ...]]) -> bool:
    begun = [each for each in by_region[policy.region] if each.valid_from <= day]
    return bool(begun) and begun[-1] is policy
