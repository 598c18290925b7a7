"""The sample company's journey: a map drawn and edited, one walked by a colleague, with ideas that somebody sees to."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from deeproot_app.base.models import User
from deeproot_app.cli._sample import people
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, walks
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap

SAID: Final[dict[str, dict[str, Any]]] = {
    "Contract begins": {
        "does": "Signs, and waits for somebody to come forward.",
        "sees": "A welcome mail with four links, and an invoice on the same day.",
        "feels": 0.5, "feels_says": "Curious, a little unsure.",
        "pains": "Nobody says who is there for them from now on.",
        "gains": "It is clear what was bought.", "people": "Sales hands over to customer success.",
        "ideas": "One person, by name, in the first mail.",
    },
    "Question by email": {
        "does": "Writes what does not work yet.", "sees": "An address that answers for everybody.",
        "feels": 0.5, "pains": "Tells the same twice when a colleague takes over.", "people": "Support.",
    },
    "Case opened": {
        "does": "Stops, and asks for help.", "sees": "A number, and that it was received.",
        "feels": 0, "feels_says": "“I have no time for this.”", "pains": "Does not know how long it takes.",
        "gains": "Somebody has it in hand.", "people": "Support, and whoever looks after them.",
        "ideas": "Say by when, in the first answer.",
    },
    "Our word on renewal by email": {
        "does": "Asks within the house whether it is still needed.", "sees": "A price, and a date.",
        "feels": 0, "pains": "The first word in months is about money.", "gains": "", "people": "Account manager.",
        "ideas": "Ask how it went before naming a price.",
    },
}  # fmt: skip
SAW: Final = (
    ("The invoice came before the welcome. I did not know whom to ask.", -1, "Send the invoice a day later."),
    ("The form wants nine fields, and lost two of them.", -2, "Ask for three fields, and keep what was written."),
    ("An answer with a name under it. Good.", 1, ""),
    ("Thanked, and nothing more to do.", 1, ""),
    ("They called, and knew what I had asked.", 2, ""),
)


def load(until: datetime) -> int:
    """Draw, edit and walk, as of that moment; return how many touchpoints the map has. Deterministic."""
    by = people.manager()
    of = change.make(by)
    JourneyMap.objects.filter(pk=of.pk).update(made_at=until)
    change.draw_now(of.pk, str(by), until)
    version = change.latest(of)
    if version is None:
        return 0
    for _, one in list(boards.touchpoints(version.board)):
        if said := SAID.get(one["name"]):
            version = _say(of, version.number, one["key"], one["name"], said)
    _walk(of)
    return sum(1 for _ in boards.touchpoints(version.board))


def _say(of: JourneyMap, number: int, key: str, name: str, said: dict[str, Any]) -> Any:
    return change.edit(people.manager(), of, number, f"“{name}” said otherwise",
                       lambda board: boards.changed(board, key, said))  # fmt: skip


def _walk(of: JourneyMap) -> None:
    owner = User.objects.filter(is_active=True).order_by("pk").first()
    by = owner or people.manager()
    walk = walks.begin(by, of)
    for place, (saw, felt, idea) in enumerate(SAW[: len(walk.steps)], 1):
        shots = [SimpleUploadedFile("the form.png", _form())] if place == 2 else []
        walks.note(by, walk, place, saw, felt, shots)
        if idea:
            walks.idea(by, of, walk.steps[place - 1]["key"], idea, walk=walk)
    walks.end(by, walk)
    first = JourneyIdea.objects.filter(map=of).order_by("pk").first()
    if first is not None:
        walks.change_idea(by, first, JourneyIdea.State.DOING, owner)


def _form(wide: int = 360, high: int = 240) -> bytes:
    """A picture of a form with nine fields, drawn here: grey boxes on white."""
    rows = bytearray()
    for y in range(high):
        inside = y >= 12 and (y - 12) % 25 < 16 and y < 237
        line = bytes(198 if inside and 24 <= x < (336 if (y // 25) % 3 else 220) else 250 for x in range(wide))
        rows += b"\x00" + line
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(rows))),
        (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
