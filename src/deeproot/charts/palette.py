"""The colours of charts, by day and by night: those of the pages' style sheets (a test of the application compares)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final


@dataclass(frozen=True)
class Palette:
    """Colours by what they stand for, as #rrggbb."""

    surface: str
    ink: str
    ink_soft: str
    ink_faint: str
    line: str
    line_strong: str
    good: str
    warn: str
    bad: str
    series_1: str
    series_2: str
    series_3: str
    series_4: str
    series_5: str
    series_6: str

    @property
    def series(self) -> list[str]:
        """The colours of series, told apart by lightness as well as by hue, in the order in which they are given."""
        return [getattr(self, f"series_{place}") for place in range(1, 7)]


LIGHT: Final = Palette(
    surface="#fffefb",
    ink="#232820",
    ink_soft="#565c50",
    ink_faint="#62675b",
    line="#e3ded1",
    line_strong="#cdc6b5",
    good="#2b6441",
    warn="#7d510d",
    bad="#97351f",
    series_1="#2f6b4b",
    series_2="#c0883a",
    series_3="#33637d",
    series_4="#9a4a33",
    series_5="#6d5a86",
    series_6="#8d8a78",
)
DARK: Final = Palette(
    surface="#1b201c",
    ink="#e6e6dc",
    ink_soft="#b1b5a6",
    ink_faint="#9a9f90",
    line="#2d332e",
    line_strong="#424a43",
    good="#94caa0",
    warn="#e3ba71",
    bad="#f0a18b",
    series_1="#86c29a",
    series_2="#dfb264",
    series_3="#8fbcd0",
    series_4="#e2957d",
    series_5="#b7a5d0",
    series_6="#8f9385",
)


def repainted(spec: Any, palette: Palette) -> Any:
    """The specification with every colour of LIGHT as the palette has it."""
    if isinstance(spec, dict):
        return {
            key: value if key in {"values", "datasets"} else repainted(value, palette) for key, value in spec.items()
        }
    if isinstance(spec, list):
        return [repainted(value, palette) for value in spec]
    return _OTHER.get(spec, lambda _: spec)(palette) if isinstance(spec, str) else spec


_OTHER: Final = {
    getattr(LIGHT, field.name): lambda palette, name=field.name: getattr(palette, name) for field in fields(Palette)
}
