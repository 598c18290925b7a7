"""What kind of file is this? Told by its ending, or by how it begins: mail, a transcript, a calendar, a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing import cards
from deeproot_app.record.importing.mail.files import is_mail, plan_mail
from deeproot_app.record.importing.meetings import calendars
from deeproot_app.record.importing.meetings.transcripts import is_transcript, plan_transcript
from deeproot_app.record.importing.objects import is_objects, plan_objects
from deeproot_app.record.importing.plan import Options, Planned, plan

Together = Callable[[Path, Options, str, Sequence[Path]], Planned]
Failed = list[tuple[str, str]]
"""Which file cannot be read, and why."""
TOGETHER: Final[dict[str, Together]] = {
    **dict.fromkeys(calendars.ENDINGS, calendars.plan_calendars),
    **dict.fromkeys(cards.ENDINGS, cards.plan_cards),
}
"""Kinds of which the files of one folder are read as one, by their endings: what an answer or a cancellation is of
often lies beside it, and the same person in several address books."""


def plan_file(path: Path, options: Options, shown: str | None = None) -> Planned:
    """What will be done with a file. Raises FileError where it is of no kind that is read."""
    shown = shown or str(path)
    if options.table is None and options.mapping is None:
        if is_mail(path):
            return plan_mail(path, options, shown)
        if is_transcript(path):
            return plan_transcript(path, options, shown)
        if calendars.is_calendars(path):
            return calendars.plan_calendars(path, options, shown)
        if cards.is_cards(path):
            return cards.plan_cards(path, options, shown)
    if is_objects(path):
        return plan_objects(path, options, shown)
    return plan(path, options, shown)


def read_together(path: Path, options: Options) -> Together | None:
    """How the files of a folder that are of this one's kind are read as one; None where each is read by itself."""
    if options.table is not None or options.mapping is not None:
        return None
    return TOGETHER.get(path.suffix.casefold())


def plan_together(
    plan_all: Together, files: Sequence[tuple[Path, str]], options: Options, failed: Failed
) -> list[Planned]:
    """One plan for the files, each with the name it is shown by; those that cannot be read are added to ``failed``."""
    sound: list[tuple[Path, str]] = []
    for path, shown in files:
        try:
            alone = plan_all(path, options, shown, ())
            sound.append((path, shown))
        except FileError as fault:
            failed.append((shown, fault.message))
    if len(sound) < 2:
        return [alone] if sound else []
    folder = sound[0][0].parent
    return [plan_all(folder, options, str(folder), [path for path, _ in sound])]
