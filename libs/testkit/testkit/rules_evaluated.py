"""Which rules of the regions something was decided by: recorded while tests run.

A rule is a block of a policy file with a source of its own, or a precondition. It is evaluated when a
decision or a use case reads what it says. Being loaded, checked, shown or compared does not count, nor does
a look for another rule that passes it by, nor a test that reads it itself.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from pydantic import BaseModel

from region_policy import loader
from region_policy.difference import NAMED_BY, key_of
from region_policy.model import PolicyFile, RegionPolicy
from region_policy.parts import PreconditionRule, Sourced
from region_policy.shape import models_in

RULES = (Sourced, PreconditionRule)
PASSED_THROUGH = (
    "region_policy.parts",
    "region_policy.model",
    "region_policy.municipal",
    "region_policy.terms",
    "region_policy.language",
    "functools",
)
"""Modules that read for whoever called them."""
DECIDING = ("region_policy.", "access.", "referral.", "provider_registry.", "crisis.")
NOT_DECIDING = (
    "region_policy.loader",
    "region_policy.shape",
    "region_policy.consistency",
    "region_policy.places",
    "region_policy.readings",
    "region_policy.answer_readings",
    "region_policy.difference",
    "region_policy.impact",
    "access.routes.policies",
)
PRICES = frozenset({"tariff_on", "etmaal_tariff_on"})
"""Functions of the model that are a decision by themselves."""
SAID_OF_THE_RULE = frozenset({"source", "illustrative"})


@dataclass
class Watch:
    """Records by which rules of the policies in a folder something was decided, from `begin` to `end`.

    A policy is read once, not anew with every room that starts, and is the same one to all of them.
    """

    regions: Path
    evaluated: set[str] = field(default_factory=set)
    _policies: dict[str, RegionPolicy] = field(default_factory=dict)
    _names: dict[int, tuple[object, str]] = field(default_factory=dict)
    _read_by_property: set[str] | None = None
    _patch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def begin(self) -> None:
        files = {sha256(file.read_bytes()).hexdigest(): file for file in loader.policy_files(self.regions)}
        read_policy = loader.read_policy

        read: dict[tuple[str, object, object], RegionPolicy] = {}

        def reading(text: str, *given: Any, **named: Any) -> Any:
            asked = (text, named.get("place"), named.get("is_kept"))
            if asked in read:
                return read[asked], ()
            policy, mistakes = read_policy(text, *given, **named)
            if policy is not None and policy.sha256 in files:
                if policy.sha256 not in self._policies:
                    self._policies[policy.sha256] = policy
                    for name, rule in rules_of(policy, files[policy.sha256]):
                        self._names[id(rule)] = (rule, name)
                policy = self._policies[policy.sha256]
                if not mistakes:
                    read[asked] = policy
            return policy, mistakes

        self._patch.setattr(loader, "read_policy", reading)
        for kind in RULES:
            self._patch.setattr(kind, "__getattribute__", self._recording(), raising=False)
            self._patch.setattr(kind, "__copy__", self._copying(kind.__copy__), raising=False)
        for name, kept in list(vars(RegionPolicy).items()):
            if isinstance(kept, cached_property | KeptProperty):
                self._patch.setattr(RegionPolicy, name, KeptProperty(self, name, kept.func))

    def end(self) -> None:
        self._patch.undo()

    def knows(self, policy: RegionPolicy) -> bool:
        return policy.sha256 in self._policies

    def _recording(self) -> Callable[[BaseModel, str], Any]:
        def read(rule: BaseModel, name: str) -> Any:
            value = object.__getattribute__(rule, name)
            known = self._names.get(id(rule))
            if known is not None and known[1] not in self.evaluated and name in what_it_says(type(rule)):
                if self._read_by_property is not None:
                    self._read_by_property.add(known[1])
                if decides(sys._getframe(1)):
                    self.evaluated.add(known[1])
            return value

        return read

    def _copying(self, copy: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """A rule as a municipality has set it is still that rule."""

        def copied(rule: Any) -> Any:
            made = copy(rule)
            if known := self._names.get(id(rule)):
                self._names[id(made)] = (made, known[1])
            return made

        return copied


@dataclass
class KeptProperty:
    """In the place of a cached property: what was worked out from a rule counts each time that it is used."""

    watch: Watch
    name: str
    func: Callable[[Any], Any]
    kept: dict[int, tuple[object, Any, frozenset[str]]] = field(default_factory=dict)

    def __get__(self, policy: RegionPolicy | None, owner: type) -> Any:
        if policy is None:
            return self
        if not self.watch.knows(policy):
            value = policy.__dict__[self.name] = self.func(policy)
            return value
        if id(policy) not in self.kept:
            around, self.watch._read_by_property = self.watch._read_by_property, set()
            value = self.func(policy)
            read = frozenset(self.watch._read_by_property)
            self.watch._read_by_property = None if around is None else around | read
            self.kept[id(policy)] = (policy, value, read)
        _, value, read = self.kept[id(policy)]
        if not read <= self.watch.evaluated and decides(sys._getframe(1)):
            self.watch.evaluated |= read
        return value


def decides(frame: FrameType | None) -> bool:
    """Whether who reads is a decision or a use case."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if frame.f_code.co_name in PRICES and module == "region_policy.model":
            return True
        if not module.startswith(PASSED_THROUGH):
            return module.startswith(DECIDING) and not module.startswith(NOT_DECIDING)
        frame = frame.f_back
    return False


@cache
def what_it_says(kind: type[BaseModel]) -> frozenset[str]:
    """The fields by which something can be decided: none that tell which rule it is, or lead to another.

    A rule that does nothing but lead to another, such as an early start to its term, is read by that.
    """
    leads_on = {
        name
        for name, info in kind.model_fields.items()
        for found in models_in(info.annotation)
        if issubclass(found, RULES)
    }
    told = frozenset(kind.model_fields) - SAID_OF_THE_RULE - frozenset(NAMED_BY.get(kind.__name__, ()))
    return told - leads_on or told


def rules_of(policy: RegionPolicy, file: Path) -> Iterator[tuple[str, object]]:
    """Every rule with its name: `region/file: place`, as `policy diff` names places."""
    for name in PolicyFile.model_fields:
        for place, rule in rules_in(getattr(policy, name), (name,)):
            yield f"{file.parent.name}/{file.name}: {'.'.join(place)}", rule


def rules_in(part: object, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(part, RULES):
        yield place, part
    if isinstance(part, BaseModel):
        for name, info in type(part).model_fields.items():
            yield from rules_in(getattr(part, name), (*place, info.alias or name))
    elif isinstance(part, tuple):
        for item in part:
            yield from rules_in(item, (*place, key_of(item).replace(" ", "+")))


class NotYet(BaseModel):
    """`rule`: the name of a rule, or a pattern with `*`. `issue`: the one that will evaluate it."""

    model_config = {"extra": "forbid"}

    rule: str
    issue: int


def complaints(rules: Iterable[str], evaluated: Iterable[str], not_yet: Iterable[NotYet]) -> list[str]:
    """Each rule by which nothing was decided and that is not listed, and what the list must lose."""
    known, used, listed = sorted(rules), set(evaluated), tuple(not_yet)
    unused = [rule for rule in known if rule not in used]
    found = [
        f"{rule} was never evaluated"
        for rule in unused
        if not any(fnmatchcase(rule, each.rule) for each in listed)
    ]
    for each in listed:
        matching = [rule for rule in known if fnmatchcase(rule, each.rule)]
        if not matching:
            found.append(f"{each.rule} is listed as not yet evaluated, and there is no such rule")
        found += [
            f"{rule} is listed as not yet evaluated, and was: take it off"
            for rule in matching
            if rule in used
        ]
    return found
