"""How the pages of a municipality look: a few design tokens, told to the components of the packages."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from wirekit.logs import log

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
READABLE = 7.0
"""Contrast of text and its ground (WCAG 1.4.6); more than the law asks, as people read here all day."""
NAME = "themes.yaml"
INK, PAPER = "#1b2430", "#ffffff"


class Theme(BaseModel):
    """`accent`: of links and buttons. `strong`: the same beneath a pointer. `ground`: of what is set apart.
    `corner`: how round corners are, in pixels. Raises ValidationError where text would be hard to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    accent: Colour
    strong: Colour
    ground: Colour
    corner: Annotated[int, Field(ge=0, le=16)] = 4
    illustrative: bool = False

    @model_validator(mode="after")
    def _can_be_read(self) -> "Theme":
        pairs = ((self.accent, PAPER), (self.strong, PAPER), (self.accent, self.ground), (INK, self.ground))
        for text, ground in pairs:
            if (found := contrast(text, ground)) < READABLE:
                raise ValueError(f"{text} on {ground} has a contrast of {found:.1f}, less than {READABLE}")
        return self

    def css(self) -> str:
        """As custom properties: ours, and those of the packages' components."""
        inverse = "--basis-color-action-1-inverse"
        told = {
            "--link": self.accent,
            "--soft": self.ground,
            "--corner": f"{self.corner}px",
            f"{inverse}-bg-default": self.accent,
            f"{inverse}-bg-hover": self.strong,
            f"{inverse}-bg-active": self.strong,
            "--basis-color-action-1-color-default": self.accent,
            "--basis-color-action-1-color-hover": self.strong,
            "--basis-color-action-1-color-active": self.strong,
            "--basis-color-action-1-border-default": self.accent,
            "--basis-color-action-1-border-hover": self.strong,
            "--basis-color-action-1-border-active": self.strong,
            "--basis-color-action-1-bg-hover": self.ground,
            "--basis-color-action-1-bg-active": self.ground,
            "--basis-color-action-2-color-default": self.accent,
            "--basis-color-action-2-color-hover": self.strong,
            "--basis-color-action-2-color-active": self.strong,
            "--basis-border-radius-md": f"{self.corner}px",
            "--basis-form-control-border-radius": f"{self.corner}px",
        }
        # Twice, so that it counts before the packages' own wherever it is linked.
        return (
            ".voorbeeld-theme.voorbeeld-theme {" + "".join(f"{name}:{at};" for name, at in told.items()) + "}"
        )


class _ThemesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    themes: dict[str, Theme]


def read_themes(folder: Path) -> dict[str, Theme]:
    """The theme of each municipality that chose one, by its CBS code, of `regions/themes.yaml`.

    A file that cannot be read leaves all with the ordinary look, and says so in the log.
    """
    try:
        content = yaml.safe_load((folder / NAME).read_text(encoding="utf-8"))
        return _ThemesFile.model_validate(content).themes
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        log.warning("region-file-unreadable", file=NAME, exc_info=error)
        return {}


def contrast(one: str, other: str) -> float:
    """Of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
