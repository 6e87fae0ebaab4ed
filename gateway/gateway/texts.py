"""The texts of the pages, in both languages, by the key that the templates use."""

from pathlib import Path

import yaml

from wirekit.texts import Language, Text

FILES = (
    "texts.yaml",
    "texts_of_referrals.yaml",
    "texts_of_crisis.yaml",
    "texts_of_rosters.yaml",
    "texts_of_families.yaml",
)
TEXTS = {
    key: Text(**texts)
    for name in FILES
    for key, texts in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8")).items()
}


def texts_in(language: Language) -> dict[str, str]:
    """Every text in this language."""
    return {key: text.in_(language) for key, text in TEXTS.items()}
