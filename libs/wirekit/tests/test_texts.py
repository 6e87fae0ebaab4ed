"""The language of an answer."""

import pytest

from wirekit.texts import language_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "nl"),
        ("", "nl"),
        ("en", "en"),
        ("en-GB,nl;q=0.5", "en"),
        ("nl,en", "nl"),
        ("de,en;q=0.3", "en"),
        ("en;q=wrong", "nl"),
        ("fr", "nl"),
    ],
)
def test_the_language_that_weighs_most_is_spoken_and_dutch_when_in_doubt(
    header: str | None, language: str
) -> None:
    assert language_of(header) == language
