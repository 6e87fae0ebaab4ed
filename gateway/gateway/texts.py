"""The texts of the pages: gettext catalogues, one file per part of the house and language.

The msgid is a key that says where the text stands (`desk_title`), not a sentence: a legal word may change in
Dutch without losing its English, and two places with the same word can differ. Words of codes stand in
`words.po`, with the name of the enum as msgctxt.
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wirekit.texts import Language, Text

LOCALE = Path(__file__).with_name("locale")
LANGUAGES: tuple[Language, ...] = get_args(Language)


class KeyTwice(Exception):
    """Two files have a text for the same key."""


class Texts(dict[str, str]):
    """Every text in one language by its key; what is counted is asked with `counted`."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(
            (str(message.id), str(message.string))
            for message in catalog
            if message.id and not message.context and not message.pluralizable
        )
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        self._translations = GNUTranslations(compiled)

    def counted(self, key: str, count: int) -> str:
        """The singular or the plural, with the number in the place of {count}."""
        return self._translations.ngettext(key, key, count).format(count=count)


@cache
def catalog_of(language: Language) -> Catalog:
    """All files of this language as one. Raises KeyTwice."""
    whole = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if not message.id:
                    continue
                if whole.get(_key(message.id), message.context):
                    raise KeyTwice(f"{path.name}: {message.id}")
                whole.add(message.id, message.string, context=message.context)
    return whole


@cache
def texts_in(language: Language) -> Texts:
    return Texts(catalog_of(language))


def _words() -> Mapping[str, Mapping[str, Text]]:
    """How people call the codes that rooms answer with: by the name of the enum, then by code."""
    found: dict[str, dict[str, Text]] = {}
    dutch, english = (catalog_of(language) for language in LANGUAGES)
    for message in dutch:
        if message.context:
            translated = english.get(_key(message.id), message.context)
            text = Text(nl=str(message.string), en=str(translated.string) if translated else "")
            found.setdefault(message.context, {})[str(message.id)] = text
    return found


def _key(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


WORDS = _words()
