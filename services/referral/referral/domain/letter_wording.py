"""Puts a decision letter into words, in plain Dutch (B1) or English; every word is here or in the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

import yaml

from referral.domain.addressee import Addressee
from referral.domain.letter import (
    SIX_WEEKS,
    GivenSaid,
    LetterContent,
    LetterKind,
    Part,
    Section,
    Table,
    Written,
    last_day_to_object,
)
from referral.domain.milestones import Wording
from referral.domain.wording_of_change import change_in_words
from region_policy.language import Language, Name, name_of_day


@cache
def letter_words() -> Mapping[str, Wording]:
    read = yaml.safe_load(Path(__file__).with_name("letter_words.yaml").read_text(encoding="utf-8"))
    return {key: Wording.model_validate(wording) for key, wording in read.items()}


@dataclass(frozen=True)
class Facts:
    """What a letter says beside its content. `municipality` by name; `providers`: of each grant that has one.

    `sent_on`: a day in Europe/Amsterdam; objection counts from it. `names_providers`: not under a mark of
    secrecy, when a provider's name would tell where the young person is (LAW-07).
    """

    kind: LetterKind
    reference: UUID
    municipality: str
    addressee: Addressee
    providers: Mapping[UUID, str]
    sent_on: date
    language: Language
    names_providers: bool = True
    is_draft: bool = False


def write_letter(content: LetterContent, facts: Facts) -> Written:
    """The whole letter, in the order in which it is read."""
    writer = _Writer(content, facts)
    return Written(
        language=facts.language,
        title=writer.say(f"title-{facts.kind}"),
        sender=writer.say("sender"),
        addressed=writer.addressed(),
        about=(
            writer.say("about-day", day=writer.day(facts.sent_on)),
            writer.say("about-reference", reference=facts.reference),
        ),
        opening=writer.opening(),
        sections=tuple(section for section in writer.sections() if section is not None),
        closing=(writer.say("greeting"), writer.say("signed")),
        page=writer.say("page"),
        draft=writer.say("draft") if facts.is_draft else "",
    )


@dataclass(frozen=True)
class _Writer:
    content: LetterContent
    facts: Facts

    def say(self, key: str, **values: object) -> str:
        """The sentence of this key; the names of municipality and young person can stand in each."""
        wording = letter_words()[key]
        sentence = wording.nl if self.facts.language is Language.NL else wording.en
        to = self.facts.addressee
        parents = {"parents": f" {self._and()} ".join(to.parents)} if to.parents else {}
        names = {"municipality": self.facts.municipality, "name": to.name, **parents}
        return sentence.format(**names, **values)

    def _and(self) -> str:
        return "en" if self.facts.language is Language.NL else "and"

    def all_of(self, *keys: str) -> tuple[str, ...]:
        """These sentences; one that this language does not need is left out."""
        return tuple(sentence for sentence in map(self.say, keys) if sentence)

    def day(self, day: date) -> str:
        return self.named(name_of_day(day))

    def named(self, name: Name) -> str:
        return name.in_language(self.facts.language)

    def amount(self, cents: int) -> str:
        euros, rest = divmod(cents, 100)
        if self.facts.language is Language.NL:
            return f"€\u00a0{euros:,}".replace(",", ".") + f",{rest:02d}"
        return f"€{euros:,}.{rest:02d}"

    def addressed(self) -> tuple[str, ...]:
        to = self.facts.addressee
        lines = to.address or (self.say(f"no-address-{to.deliver_by}"),)
        return (self.say(f"to-{to.recipient}"), to.name, *lines)

    def opening(self) -> tuple[str, ...]:
        dear = self.say(f"dear-{self.facts.addressee.recipient}")
        asked = self.say(f"opening-{self.facts.kind}", day=self.day(self.content.asked.on))
        return (dear, asked, *self.all_of("in-dutch"))

    def sections(self) -> tuple[Section | None, ...]:
        return (
            self.asked(),
            self.decided(),
            self.heard(),
            self.in_own_words("result", self.content.intended_result),
            self.why(),
            self.in_own_words("personal-budget", self.content.personal_budget_answer),
            self.objection(),
            Section(heading=self.say("questions"), paragraphs=self.all_of("questions-how")),
        )

    def asked(self) -> Section | None:
        """Nobody asked for what the municipality itself changes later."""
        if self.content.changed is not None:
            return None
        asked = self.content.asked
        forms = ", ".join(self.say(f"form-{form}") for form in asked.forms)
        told = [
            self.say("asked-by", referrer=self.say(f"referrer-{asked.by}")),
            self.say("asked-forms", forms=forms),
        ]
        if asked.help:
            told.append(self.say("asked-help", help=self.named(asked.help)))
        if asked.etmalen:
            told.append(self.say("asked-etmalen", number=asked.etmalen))
        return Section(heading=self.say("asked"), paragraphs=tuple(told))

    def decided(self) -> Section:
        """What is given or changed; or why not, or where free help is to be found."""
        if self.content.changed is not None:
            changes = change_in_words(self, self.content.changed, self.facts.providers)
            return Section(heading=self.say("decided"), paragraphs=(*changes, self.decided_on()))
        refused, free = self.content.refused, self.content.free_help
        if refused is None and free is None:
            return self.given()
        told = [self.say("refused")]
        if refused is not None:
            told.append(self.named(refused.because))
        if free is not None:
            told.append(self.say("free-help"))
            told += [self.say("free-help-at", provision=self.named(free.provision))] if free.provision else []
        return Section(heading=self.say("decided"), paragraphs=(*told, self.decided_on()))

    def heard(self) -> Section | None:
        """On which day the family was heard before what it did not ask for, and what it said (LAW-12)."""
        said = self.content.free_help or self.content.refused
        if said is None or said.heard_on is None or said.said is None:
            return None
        told = self.say("heard-on", day=self.day(said.heard_on))
        return Section(heading=self.say("heard"), paragraphs=(told,), said=_paragraphs(said.said))

    def given(self) -> Section:
        given = self.content.given
        columns = ("help", "much", "from", "until", "provider")
        header = tuple(self.say(f"column-{column}") for column in columns)
        notes: tuple[str, ...] = ()
        if any(each.etmalen is None and each.ceiling_cents for each in given):
            notes += self.all_of("money-is-ours")
        if any(each.etmalen is not None for each in given):
            notes += self.all_of("etmaal-is")
        if not self.facts.names_providers:
            notes += self.all_of("provider-not-named")
        elif any(each.grant not in self.facts.providers for each in given):
            notes += self.all_of("provider-sought")
        return Section(
            heading=self.say("decided"),
            paragraphs=self.all_of("decided-given"),
            table=Table(header=header, rows=tuple(map(self.row, given))),
            notes=(*notes, self.decided_on()),
        )

    def row(self, given: GivenSaid) -> tuple[str, ...]:
        """A stay is told in etmalen, other help by the most that it may cost, if there is such an amount."""
        part = self.say(f"component-{given.component}")
        if given.etmalen is not None:
            much = self.say("etmalen", number=given.etmalen)
        elif given.ceiling_cents:
            much = self.say("at-most", amount=self.amount(given.ceiling_cents))
        else:
            much = self.say("stands-ready")
        return (
            f"{part}: {self.named(given.help)}" if given.help else part,
            much,
            self.day(given.valid_from),
            self.day(given.valid_until),
            self.facts.providers.get(given.grant)
            or self.say("provider-unknown" if self.facts.names_providers else "provider-secret"),
        )

    def decided_on(self) -> str:
        return self.say("decided-on", day=self.day(self.content.decided_on))

    def why(self) -> Section | None:
        content = self.content
        told: tuple[str, ...] = ()
        if content.legal_ground:
            told += (self.say("why-ground", ground=self.named(content.legal_ground)),)
        if content.changed:
            told += (self.say("why-changed", because=self.named(content.changed.because)),)
        if content.steps:
            told += self.all_of("why-steps")
        if not told:
            return None
        said = content.changed.said if content.changed else ()
        parts = tuple(
            Part(heading=self.say(f"said-{each.about}"), said=_paragraphs(each.words)) for each in said
        )
        parts += tuple(
            Part(
                heading=self.say(f"step-{found.step}"),
                said=_paragraphs(found.finding),
                paragraphs=(
                    self.say("step-by", professional=found.professional, discipline=found.discipline),
                ),
            )
            for found in content.steps
        )
        return Section(heading=self.say("why"), paragraphs=told, parts=parts)

    def in_own_words(self, heading: str, words: str | None) -> Section | None:
        if words is None:
            return None
        return Section(heading=self.say(heading), said=_paragraphs(words))

    def objection(self) -> Section:
        last = last_day_to_object(self.facts.sent_on)
        key = "objection-until" if last == self.facts.sent_on + SIX_WEEKS else "objection-until-later"
        rest = self.all_of("objection-how", "objection-urgent", "objection-law")
        told = (self.say(key, day=self.day(last)), *rest)
        return Section(heading=self.say("objection"), paragraphs=told)


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line for line in words.splitlines() if line.strip())
