"""Tests that importing a mailbox keeps nothing that grows with the number of its mails."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels.email.tests.made import mail
from deeproot_app.record import sql
from deeproot_app.record.importing import run
from deeproot_app.record.importing.mail import files
from deeproot_app.record.importing.mail.files import plan_mail
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Interaction

LOTS = 30
WARM = 10
"""Lots after which all is loaded that is loaded but once."""
KEPT = 50
"""Bytes a mail that pass for noise: an id alone, in a set, takes twice as many."""
ONCE = 2
"""Lots of which the growth is left out, the greatest: a table that others had filled before may double then, once."""


@pytest.fixture(params=[20, pytest.param(50, marks=pytest.mark.deep)])
def lot(request: pytest.FixtureRequest) -> int:
    """Mails of a lot; to trace what each keeps takes a moment of every one."""
    return int(request.param)


@pytest.fixture
def mailbox(tmp_path: Path, lot: int) -> Path:
    """Mails that differ by their ids and days alone: what is read of a text is remembered, for some texts."""
    path = tmp_path / "many.mbox"
    with path.open("wb") as out:
        for number in range(lot * LOTS):
            raw = mail("When will the invoice come?", message_id=f"<{number}@x>", in_reply_to=f"<{number - 90}@x>")
            out.write(b"From x Mon Mar  3 10:00:00 2025\n" + raw.replace(b"\r\n", b"\n") + b"\n\n")
    return path


@pytest.fixture
def traced() -> Iterator[None]:
    yield
    tracemalloc.stop()


@pytest.mark.any_database
def test_what_is_kept_and_what_is_taken_at_most_do_not_grow_with_the_number_of_mails(
    base: Report, mailbox: Path, lot: int, traced: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", lot)
    monkeypatch.setattr(run, "BLOCKS", 1)
    kept: list[int] = []
    peaks: list[int] = []

    def watched(done: int, of: int, says: str) -> None:
        if not tracemalloc.is_tracing():
            tracemalloc.start()
        gc.collect()
        now, peak = tracemalloc.get_traced_memory()
        kept.append(now)
        peaks.append(peak)
        tracemalloc.reset_peak()

    run.import_file(plan_mail(mailbox, Options(), "many.mbox"), COMMAND_LINE, progress=watched)
    assert Interaction.objects.count() == lot * LOTS
    assert len(kept) == LOTS
    steps = sorted(after - before for before, after in pairwise(kept[WARM:]))
    grown = sum(steps[:-ONCE])
    assert grown < KEPT * lot * (len(steps) - ONCE), f"{grown:,} bytes more are kept"
    assert max(peaks[-WARM:]) < 1.3 * max(peaks[WARM : 2 * WARM])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps pages in its own memory")
def test_sqlite_keeps_a_bounded_part_of_the_record_at_hand_while_a_mailbox_is_imported(
    base: Report, mailbox: Path
) -> None:
    def cached() -> int:
        return -int(sql.rows_of("PRAGMA cache_size")[0][0])

    before, during = cached(), set[int]()
    run.import_file(
        plan_mail(mailbox, Options(), "many.mbox"), COMMAND_LINE, progress=lambda *told: during.add(cached())
    )
    assert during == {sql.CACHED}
    assert sql.CACHED <= 64 << 10
    assert cached() == before
