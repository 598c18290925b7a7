"""The ledger says of each day what arrived, and what we do not know; a broken source is not a silent customer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deeproot.engines import open_tables
from deeproot.understand.evidence import gaps
from deeproot.understand.figures import figures
from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.channels.shapes import Fetched
from deeproot_app.record.arrivals import asking, ledger
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.arrivals.tests.cast import Fake, connected, deliver, told
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Connection, Coverage
from deeproot_app.understand import ledger as understood

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock."""

    def set_(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    set_(NOON)
    return set_


def rows(source: str) -> list[tuple[str, str, str, int | None, int | None, int | None]]:
    found = Coverage.objects.filter(source=source).order_by("from_at")
    return [
        (f"{one.from_at:%d %H:%M}", f"{one.to_at:%d %H:%M}", one.state, one.seen, one.stored, one.refused)
        for one in found
    ]


def test_each_day_of_a_source_that_sends_has_a_row(at, source: Connection) -> None:
    deliver(source, "a", told("customers", 1, customer_id="s:1", name="Ann"))
    keep(source, [("b", {}, b"nonsense")])
    take_in(source.pk)
    at(NOON + timedelta(days=1))
    ledger.tell(source)
    assert rows("fake/shop") == [
        ("10 12:00", "11 00:00", "unknown", 2, 1, 1),
        ("11 00:00", "11 12:00", "complete", 0, 0, 0),
    ]


def test_nothing_is_known_of_a_source_that_never_said_a_word(at, source: Connection) -> None:
    at(NOON + timedelta(days=1))
    ledger.tell(source)
    assert not Coverage.objects.exists()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, fake: type[Fake], db: None, at) -> Connection:
    """A source that is asked; `answers` says what it answers, or what it fails with."""
    monkeypatch.setattr(Fake, "answers", [], raising=False)

    def fetch(settings: Any, secrets: Any, cursor: Any) -> Any:
        answer = Fake.answers
        if isinstance(answer, Exception):
            raise answer
        yield Fetched(answer, {"page": cursor.get("page", 0) + 1})

    monkeypatch.setattr(Fake, "fetch", staticmethod(fetch), raising=False)
    return connected(next_at=NOON)


def test_a_source_that_fails_says_why_is_asked_later_and_later_and_leaves_a_gap(asked, at, monkeypatch) -> None:
    asking.ask(asked)
    at(NOON + timedelta(hours=2))
    monkeypatch.setattr(Fake, "answers", UserError("The password is wrong: enter it anew."))
    pauses = []
    for hours in (2, 3, 4):
        now = at(NOON + timedelta(hours=hours))
        with pytest.raises(UserError):
            asking.ask(asked)
        pauses.append(asked.next_at - now)
    assert pauses == sorted(pauses)
    assert (asked.says, asked.failures) == ("The password is wrong: enter it anew.", 3)
    assert rows("fake/shop")[-1][:3] == ("10 12:00", "10 16:00", "gap")
    assert rows("fake")[-1][:3] == ("10 12:00", "10 16:00", "gap")
    assert understood.ledger()["fake"], "understanding knows of the gap"


def test_a_source_that_answers_again_gave_what_was_missed(asked, at, monkeypatch) -> None:
    asking.ask(asked)
    at(NOON + timedelta(hours=26))
    monkeypatch.setattr(Fake, "answers", UserError("Gone."))
    with pytest.raises(UserError):
        asking.ask(asked)
    assert [row[2] for row in rows("fake/shop")].count("gap") == 2
    monkeypatch.setattr(Fake, "answers", [("a", {}, b"[]")])
    at(NOON + timedelta(hours=27))
    asking.ask(asked)
    assert (asked.says, asked.failures, asked.failing_since, asked.cursor) == ("", 0, None, {"page": 2})
    assert {row[2] for row in rows("fake/shop")} == {"complete"}
    assert "gap" not in {row[2] for row in rows("fake")}
    assert rows("fake/shop")[-1][1] == "11 15:00"


def test_while_a_source_that_sends_is_refused_there_is_a_gap_that_stays_unknown(at, source: Connection) -> None:
    deliver(source, "a")
    at(NOON + timedelta(hours=1))
    asking.failed(source, "Its calls are refused: the signing secret is another.")
    at(NOON + timedelta(hours=5))
    ledger.tell(source)
    assert rows("fake/shop")[-1][:3] == ("10 12:00", "10 17:00", "gap")
    deliver(source, "b")
    assert source.failing_since is None
    assert "gap" not in {row[2] for row in rows("fake/shop")}
    assert "unknown" in {row[2] for row in rows("fake")}


def test_a_source_that_rests_is_unknown_not_complete(asked, at) -> None:
    asking.ask(asked)
    Connection.objects.update(state="paused")
    at(NOON + timedelta(days=2))
    ledger.tell(asked)
    assert [row[2] for row in rows("fake/shop")] == ["unknown"] * 3
    Connection.objects.update(state="active")
    asking.ask(asked)
    assert {row[2] for row in rows("fake/shop")} == {"complete"}, "what was missed is asked for"


def test_telling_the_ledger_twice_writes_nothing_twice(asked, at, django_assert_max_num_queries) -> None:
    asking.ask(asked)
    before = list(Coverage.objects.values_list("source", "recorded_seq"))
    ledger.tell(asked)
    assert list(Coverage.objects.values_list("source", "recorded_seq")) == before
    with django_assert_max_num_queries(8):
        ledger.tell(asked)


def test_a_gap_of_one_mailbox_is_not_mended_by_another(asked, at, monkeypatch) -> None:
    other = connected("other", next_at=NOON)
    asking.ask(other)
    asking.ask(asked)
    at(NOON + timedelta(hours=3))
    asking.failed(asked, "Gone.")
    asking.ask(other)
    assert "gap" in {row[2] for row in rows("fake")}


def test_a_broken_mailbox_is_no_silent_customer_in_the_mirror(asked, at, small_record, monkeypatch) -> None:
    """The customer's interactions come from the source: the days it was broken count as not known."""
    said = told(
        "interactions",
        1,
        interaction_id="fake:1",
        customer_id="c-birch",
        happened_at="2026-06-10T09:00:00Z",
        channel="chat",
        direction="in",
        body="Hello?",
    )
    monkeypatch.setattr(Fake, "answers", [("a", {}, json.dumps([said]).encode())])
    asking.ask(asked)
    take_in(asked.pk)
    now = at(NOON + timedelta(days=4))
    asking.failed(asked, "Gone.")
    tables = open_tables(arrow_tables())
    assert "fake" in {gap["source"] for gap in gaps(tables, now, "c-birch")}
    found = figures(tables, now, customers=["c-birch"]).to_pylist()
    assert found[0]["record_gap_days"] == pytest.approx(4, abs=0.01)
