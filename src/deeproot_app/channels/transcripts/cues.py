"""The cues of a WebVTT file: from when to when which lines are heard. webvtt-py takes the file apart."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from deeproot_app.channels.shapes import Unreadable

MOST_BYTES: Final = 32 << 20
MOST_CUES: Final = 200_000
LONGEST_LINE: Final = 10_000
BEGINS: Final = "WEBVTT"


@dataclass(frozen=True, slots=True)
class Cue:
    """What is heard for a while."""

    start: float
    """Seconds from the beginning of the recording."""
    end: float
    lines: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return max(0.0, self.end - self.start)


def is_vtt(head: bytes) -> bool:
    """Whether a file that begins so is WebVTT."""
    return text_of(head[:64]).lstrip("\ufeff").startswith(BEGINS)


def text_of(raw: bytes) -> str:
    """The text of a file, which is UTF-8 by its standard; others are met nevertheless."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace").replace("\x00", "")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\x00", "")


def cues(raw: bytes) -> list[Cue] | Unreadable:
    """The cues of a file, in its order; why it cannot be read, where it has none. Never raises."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    if len(raw) > MOST_BYTES:
        return Unreadable(f"the transcript is longer than {MOST_BYTES >> 20} MiB")
    text = text_of(raw)
    if not text.startswith(BEGINS):
        return Unreadable("it does not begin with WEBVTT, as every transcript of this kind does")
    lines = [line[:LONGEST_LINE] for line in text.splitlines()]
    try:
        captions = webvtt.from_string("\n".join(lines)).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as fault:
        return Unreadable(f"it is no WebVTT that can be read: {str(fault)[:200] or type(fault).__name__}")
    found = [
        Cue(_seconds(caption.start), _seconds(caption.end), tuple(line for line in caption.lines if line.strip()))
        for caption in captions[:MOST_CUES]
    ]
    found = [cue for cue in found if cue.lines]
    return found or Unreadable("nothing is said in it")


def _seconds(stamp: str) -> float:
    """The seconds of `01:02:03.456`; hours may be missing."""
    seconds = 0.0
    for part in stamp.split(":"):
        seconds = seconds * 60 + float(part)
    return min(seconds, 1e7)


def fingerprint(found: list[Cue]) -> str:
    """By what a transcript is known again, under whatever name: its cues, to the hundredth of a second."""
    digest = sha256()
    for cue in found:
        digest.update(f"{cue.start:.2f} {cue.end:.2f} {' '.join(cue.lines)}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]
