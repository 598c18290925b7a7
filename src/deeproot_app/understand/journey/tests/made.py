"""A map of the small record, and a walk through it, for the tests of pages."""

from __future__ import annotations

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from deeproot.understand.journey.words import number
from deeproot_app.base import access
from deeproot_app.conftest import AS_OF
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, walks
from deeproot_app.understand.journey.models import JourneyMap, JourneyWalk

NODE = 4096 + number("email", "in", "question")
"""Of the touchpoint that every such map has: a question by email in the first 90 days."""


def a_map(persona: str = "") -> JourneyMap:
    """A map that is drawn, with a touchpoint put there by hand and one said otherwise."""
    made = JourneyMap.objects.create(name="The journey", persona=persona, made_at=AS_OF, actor="Ada")
    change.draw_now(made.pk, "Ada", AS_OF)
    version = change.latest(made)
    assert version is not None
    if boards.find(version.board, f"first-{NODE}") is None:
        board = version.board
        if not any(one["key"] == "first" for one in board["stages"]):
            board["stages"].insert(0, {"key": "first", "name": "First 90 days", "touchpoints": []})
        version.board = boards.added(board, "first", "Question by email", NODE)
        version.save()
    change.edit(
        access.COMMAND_LINE, made, 1, "said", lambda board: boards.changed(board, f"first-{NODE}", {"feels": 0.5})
    )
    return made


def a_walk(of: JourneyMap) -> JourneyWalk:
    """A walk whose first step has a note, a picture and an idea."""
    walk = walks.begin(access.COMMAND_LINE, of)
    walks.note(access.COMMAND_LINE, walk, 1, "A form with nine fields.", -1, [SimpleUploadedFile("form.png", png())])
    walks.idea(access.COMMAND_LINE, of, walk.steps[0]["key"], "Ask for three fields only.", walk=walk)
    return walk


def png(*more: tuple[bytes, bytes]) -> bytes:
    """A picture of one point, with further chunks."""
    points = zlib.compress(b"\x00\xff\xff\xff")
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), *more, (b"IDAT", points), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
