"""The language of an answer, by Accept-Language."""

from typing import Annotated

from fastapi import Depends, Request

from region_policy.language import Language
from wirekit.texts import language_of


async def _asked(request: Request) -> Language:
    return Language(language_of(request.headers.get("accept-language")))


AskedLanguage = Annotated[Language, Depends(_asked)]
"""Dutch unless English is asked for with more weight."""
