"""Texts for people, in Dutch and in English; neither may be missing."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True)
class Text:
    nl: str
    en: str

    def in_(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en

    def format(self, **values: object) -> "Text":
        return Text(nl=self.nl.format(**values), en=self.en.format(**values))


def language_of(accept_language: str | None) -> Language:
    """Dutch unless English is asked for with more weight (RFC 9110, section 12.5.4)."""
    weights = {"nl": 0.0, "en": 0.0}
    for part in (accept_language or "").lower().split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.split("-")[0]
        if language in weights:
            try:
                weights[language] = max(weights[language], float(weight or 1))
            except ValueError:
                continue
    return "en" if weights["en"] > weights["nl"] else "nl"
