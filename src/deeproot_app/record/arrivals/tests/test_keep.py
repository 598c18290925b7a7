"""What a source delivers is kept, once, before anything else happens to it."""

from __future__ import annotations

import pytest

from deeproot_app.base import clock
from deeproot_app.record.arrivals.keep import Removed, keep, unpacked
from deeproot_app.record.models import Arrival, Connection, Folder


@pytest.fixture
def source(db: None) -> Connection:
    return Connection.objects.create(name="shop", slug="s", channel="fake", made_at=clock.now())


def test_it_keeps_the_bytes_as_they_came(source: Connection) -> None:
    raw = bytes(range(256)) * 3
    kept = keep(source, [("a", {"event": "paid"}, raw)])
    assert (kept.given, kept.new) == (1, 1)
    arrival = Arrival.objects.get()
    assert unpacked(arrival) == raw
    assert (arrival.size, arrival.state, arrival.headers) == (768, "waiting", {"event": "paid"})


def test_the_same_delivery_is_kept_once(source: Connection) -> None:
    assert keep(source, [("a", {}, b"1"), ("a", {}, b"1"), ("b", {}, b"2")]).new == 2
    again = keep(source, [("b", {}, b"2"), ("c", {}, b"3")])
    assert (again.given, again.new) == (2, 1)
    assert Arrival.objects.count() == 3


def test_the_moment_at_which_it_arrived_is_found_again(source: Connection) -> None:
    keep(source, [("a", {}, b"1")])
    at = Arrival.objects.get().arrived_at
    assert Arrival.objects.filter(arrived_at=at).exists()
    assert not Arrival.objects.filter(arrived_at__gt=at).exists()


def test_two_connections_may_use_the_same_keys(source: Connection) -> None:
    other = Connection.objects.create(name="other", slug="o", channel="fake", made_at=clock.now())
    keep(source, [("a", {}, b"1")])
    assert keep(other, [("a", {}, b"1")]).new == 1


def test_a_delivery_without_a_key_is_known_by_its_bytes(source: Connection) -> None:
    assert keep(source, [("", {}, b"1"), ("", {}, b"1"), ("", {}, b"2")]).new == 2


def test_a_key_that_is_too_long_or_holds_a_nul_is_kept_all_the_same(source: Connection) -> None:
    assert keep(source, [("x" * 400, {}, b"1"), ("x" * 401, {}, b"1"), ("a\x00b", {"n": "\x00"}, b"1")]).new == 3
    assert keep(source, [("x" * 400, {}, b"1")]).new == 0


def test_how_far_the_source_is_read_moves_with_what_is_kept(source: Connection) -> None:
    folder = Folder(name="INBOX", uidvalidity=7, highest_uid=3)
    keep(source, [("a", {}, b"1")], cursor={"page": 2}, folders=[folder])
    folder = source.folders.get()
    folder.highest_uid = 9
    keep(source, [], folders=[folder])
    keep(source, [], folders=[Folder(name="INBOX", uidvalidity=8, highest_uid=1)])
    source.refresh_from_db()
    assert source.cursor == {"page": 2}
    assert list(source.folders.values_list("name", "uidvalidity", "highest_uid")) == [("INBOX", 8, 1)]
    assert source.answered_at is not None


def test_nothing_is_kept_of_a_connection_that_was_removed(source: Connection) -> None:
    Connection.objects.update(state="removed")
    with pytest.raises(Removed, match="was removed"):
        keep(source, [("a", {}, b"1")])
    assert not Arrival.objects.exists()


def test_many_are_kept_with_a_few_statements(source: Connection, django_assert_num_queries) -> None:
    things = [(str(at), {}, b"x" * 200) for at in range(2_000)]
    with django_assert_num_queries(4):  # a savepoint's two, the connection's note, the rows in one
        assert keep(source, things).new == 2_000
