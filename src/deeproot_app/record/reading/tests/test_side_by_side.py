"""Blocks read by several processes: the same readings as by one, whatever becomes of those processes."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from deeproot import sample
from deeproot.sample import writing
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Customer, Promise, Proposal, Text
from deeproot_app.record.reading import again, rules, side_by_side, step, unread, write
from deeproot_app.record.reading import customer as reading
from deeproot_app.record.reading.tests.cast import customer, everything, read, say

pytestmark = pytest.mark.django_db
SEED, CUSTOMERS, UNTIL = 3, 10, datetime(2026, 6, 30, tzinfo=UTC)


@pytest.fixture
def side(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Two processes read from the first text on, in small blocks; gives how many stood ready."""
    begun: list[int] = []
    real = side_by_side.started

    def ready(pool: ProcessPoolExecutor, count: int) -> Future[None]:
        done = real(pool, count)
        wait([done], timeout=120)
        begun.append(len(pool._processes))
        return done

    monkeypatch.setattr(side_by_side, "SERVER", "no module")  # another test of this process may have loaded it
    monkeypatch.setattr(side_by_side, "PAYS", 1)
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    monkeypatch.setattr(side_by_side, "started", ready)
    monkeypatch.setattr(unread, "TEXTS", 6)
    monkeypatch.setattr(unread, "MOST", 150)
    yield begun


class Imitated:
    """Another process as far as blocks can tell: what it is given and gives back is a copy."""

    def submit(self, work: Any, *given: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(pickle.loads(pickle.dumps(work(*pickle.loads(pickle.dumps(given))))))
        return done


@pytest.fixture
def imitated(side: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without the seconds that it takes to start processes."""
    ready: Future[None] = Future()
    ready.set_result(None)
    monkeypatch.setattr(side_by_side, "beside", lambda *_: nullcontext(Imitated()))
    monkeypatch.setattr(side_by_side, "started", lambda *_: ready)


def a_company(folder: Path) -> None:
    company = sample.company(seed=SEED, customers=CUSTOMERS, until=UNTIL)
    tables = [str(path) for path in writing.write(company, folder) if path.suffix == ".csv"]
    assert not import_paths(tables, Options(source="sample"), COMMAND_LINE, progress=lambda *_: None).refused


def some_threads(count: int) -> None:
    for number in range(count):
        mine: dict[str, Any] = {"customer": f"c{number}", "thread": f"t{number}"}
        customer(f"c{number}")
        say("Could you send me the report?", 0, "in", **mine)
        say("I will send you the report by Friday.", 1, **mine)
        say("Attached is the report, as promised.", 2, **mine)
        say("We need to print labels in batches.", 3, "in", **mine)


def said() -> dict[str, list[dict[str, Any]]]:
    """All that was read, without the numbers that count on."""
    counted = {"id", "recorded_seq", "changed_seq"}
    return {
        name: sorted(({k: v for k, v in row.items() if k not in counted} for row in rows), key=str)
        for name, rows in everything().items()
    }


def by_one(read_all: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """All that is read where one process reads; as if nothing had been read before."""
    with pytest.raises(Undone), transaction.atomic(), monkeypatch.context() as alone:
        alone.setattr(side_by_side, "PAYS", 10**9)
        read_all()
        found = said()
        raise Undone
    return found


class Undone(Exception):
    """What was read is taken back."""


def test_the_sample_is_read_by_several_as_by_one(
    side: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_company(tmp_path)
    by_itself = by_one(read, monkeypatch)
    assert side == []
    assert read() == Text.objects.count() > 300
    assert side == [2]
    assert Promise.objects.filter(pk__startswith="read:").exists()
    assert said() == by_itself


def test_what_another_reading_would_change_is_compared_by_several_as_by_one(
    side: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_company(tmp_path)
    with monkeypatch.context() as alone:
        alone.setattr(side_by_side, "PAYS", 10**9)
        read()
        Proposal.objects.all().delete()
        by_itself = again.compare(lambda *told: None, everything=True)
    assert by_itself.labels["promise"]["new"] > 5
    assert again.compare(lambda *told: None, everything=True) == by_itself
    assert side == [2]


def test_what_came_to_customers_of_before_is_read_by_several_as_by_one(
    imitated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_threads(8)
    even = Text.objects.filter(interaction__interaction_id__regex="[02468]$")
    later = Text.objects.exclude(pk__in=even.values("pk"))

    def read_in_two_goes() -> None:
        later.update(read_by=rules.VERSION)
        assert read() == 16
        later.update(read_by=None)
        assert read() == 16

    by_itself = by_one(read_in_two_goes, monkeypatch)
    wanted: list[int] = []
    real = side_by_side.words_of
    monkeypatch.setattr(side_by_side, "words_of", lambda ids: wanted.append(len(ids)) or real(ids))
    read_in_two_goes()
    assert any(wanted)
    assert said() == by_itself


def test_processes_that_are_killed_in_the_middle_lose_nothing(
    side: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    some_threads(12)
    written = []
    real = write.write

    def killing(found: Any, inforce: Any) -> None:
        real(found, inforce)
        written.append(1)
        if len(written) == 1:
            for process in processes:
                os.kill(process, signal.SIGKILL)

    processes: list[int] = []
    begin = side_by_side.Readers.begin

    def noting(self: Any, *given: Any) -> Any:
        if self._pool is not None and not processes:
            processes.extend(self._pool._processes)
        return begin(self, *given)

    monkeypatch.setattr(side_by_side.Readers, "begin", noting)
    monkeypatch.setattr(write, "write", killing)
    assert read() == 48
    assert len(processes) == 2
    assert "goes on alone" in caplog.text
    assert Promise.objects.filter(kept_at__isnull=False).count() == 12
    assert not Text.objects.filter(read_by=None).exists()


@pytest.mark.parametrize("refused", [OSError("Resource temporarily unavailable"), RuntimeError("no thread")])
def test_a_machine_that_gives_no_process_loses_nothing(
    side: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refused: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise refused

    some_threads(3)
    monkeypatch.setattr(side_by_side, "beside", refuse)
    assert read() == 12
    assert Promise.objects.count() == 3
    assert str(refused) in caplog.text


def test_processes_that_cannot_begin_lose_nothing(
    side: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    some_threads(3)
    monkeypatch.setattr(side_by_side, "begin", os.abort)
    assert read() == 12
    assert Promise.objects.count() == 3
    assert "goes on alone" in caplog.text


def test_until_others_stand_ready_this_one_reads(side: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(3)
    monkeypatch.setattr(side_by_side, "started", lambda *_: Future())
    assert read() == 12
    assert Promise.objects.count() == 3


def test_a_web_process_starts_no_other(side: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(1)
    monkeypatch.setitem(sys.modules, side_by_side.SERVER, sys)
    assert read() == 4
    assert side == []


def test_few_texts_start_no_process(side: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(1)
    monkeypatch.setattr(side_by_side, "PAYS", 5)
    assert read() == 4
    assert side == []


def test_a_customer_who_changes_while_others_read_ahead_is_read_anew(
    imitated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_threads(8)
    real, times = side_by_side.Readers.first, []

    def meanwhile(self: Any, under_way: Any) -> Any:
        found = real(self, under_way)
        times.append(found.customers)
        if len(times) == 1:
            Customer.objects.filter(pk__in=found.customers).update(changed_seq=10**6)
        return found

    monkeypatch.setattr(side_by_side.Readers, "first", meanwhile)
    assert read() == 32
    assert times.count(times[0]) == 2
    assert Promise.objects.count() == 8


def test_a_customers_texts_stay_together_and_too_many_of_them_wait_for_the_first(
    imitated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "MOST", 10)
    some_threads(4)
    for day in range(4, 30):
        say("Noted.", day, customer="c3", thread="t3")
    blocks: list[tuple[list[str], int]] = []
    real = step.write.write

    def noting(found: Any, inforce: Any) -> None:
        blocks.append((found.customers, len(found.messages)))
        real(found, inforce)

    monkeypatch.setattr(step.write, "write", noting)
    assert read() == 42
    assert blocks[0] == (["c0", "c1"], 8)
    assert [size for whose, size in blocks if whose == ["c3"]] == [10, 10, 10]


def test_what_is_read_by_itself_asks_the_record_nothing(django_assert_num_queries: Any) -> None:
    some_threads(2)
    found = step.block.load(unread.block(unread.unread()))
    inforce = rules.in_force()
    with django_assert_num_queries(0):
        reading.read_as_one(reading.read_each(found, inforce), {})


def test_what_need_not_be_written_is_not_handed_back() -> None:
    some_threads(1)
    found = step.block.load(unread.block(unread.unread()))
    found.answers = {"mail:c0-1": "Noted."}
    back = side_by_side.read_as_one(reading.read_each(found, rules.in_force()), {})
    assert (back.passed, back.answers) == ({}, {})
    assert not any(message.body for message in back.messages)
