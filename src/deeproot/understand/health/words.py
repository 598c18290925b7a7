"""Health in words: what each part says, and why the whole is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deeproot.understand.health.health import Health, Said
from deeproot.understand.health.rule import BY_ID, Reading, Rule
from deeproot.understand.scenarios import BY_ID as SCENARIOS

WHOLE: Final = {"good": "Good", "uneasy": "Uneasy", "bad": "Bad", "unknown": "Not known"}
GOING: Final = {"better": "getting better", "same": "as before", "worse": "getting worse", None: "direction not known"}


def why(found: Health, rule: Rule) -> str:
    """One or two sentences: which parts made the whole what it is, or that too few are known."""
    if found.reading == "unknown":
        return (
            f"Too little is known: {_counted(found.known, 'part')} of {len(found.parts)}; it takes {rule.known}. "
            f"Missing: {_listed([part.id for part in found.parts if part.reading is None])}."
        )
    bad, uneasy = _of(found, "bad"), _of(found, "uneasy")
    missing = [part.id for part in found.parts if part.reading is None]
    told = [f"{BY_ID[part.id].title.lower()} ({part.reading}: {says(part, found.scenarios)})" for part in bad + uneasy]
    sentence = f"{'; '.join(told)}." if told else f"All {_counted(found.known, 'part')} that are known are good."
    left_out = f" Not known: {_listed(missing)}." if missing else ""
    gap = " Our record of them has a gap." if found.rests_on_gap else ""
    return sentence[0].upper() + sentence[1:] + left_out + gap


def _of(found: Health, reading: Reading) -> list[Said]:
    return [part for part in found.parts if part.reading == reading]


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(BY_ID[one].title.lower() for one in ids)


def says(part: Said, lived: Sequence[str] = ()) -> str:
    """A part in words; ``lived`` are the scenarios, which tell the part of experience."""
    if part.value is None:
        return "nothing to tell it by"
    if part.id == "attention":
        last = f"nothing from us for {_counted(round(part.value), 'day')}"
        return last if part.value >= 1 else "reached within the last day"
    if part.id == "experience":
        if not lived:
            return "none of the scenarios"
        return ", ".join(SCENARIOS[one].title if one in SCENARIOS else one for one in lived)
    if part.reading is None:
        return "too little to tell it by"
    return _OTHERS[part.id](part)


def _kept(part: Said) -> str:
    return f"{round((part.value or 0) * part.n):,} of {_counted(part.n, 'promise')} kept in time"


def _answered(part: Said) -> str:
    return f"{round((part.value or 0) * part.n):,} of {_counted(part.n, 'question')} answered within 48 hours"


def _listened(part: Said) -> str:
    return f"{part.value or 0:.0%} of the words were theirs"


def _sounded(part: Said) -> str:
    return f"a tone of {(part.value or 0) + 0.0:+.2f} in {_counted(part.n, 'message')}"


def _changed(part: Said) -> str:
    return f"{_counted(round(part.value or 0), 'time')}, {_counted(round(part.before or 0), 'time')} before"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_OTHERS: Final = {
    "promises": _kept,
    "answers": _answered,
    "listening": _listened,
    "mood": _sounded,
    "use": _changed,
    "purchases": _changed,
}
