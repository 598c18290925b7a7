"""Webhooks out: what happened is told once found, signed, retried, and never lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from deeproot_app import loop
from deeproot_app.api.models import Delivery, Endpoint, Event, Standing, Told
from deeproot_app.api.webhooks import deliver, endpoints, notice, types
from deeproot_app.base import access, clock, jobs
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Job, User
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.plan import decide
from deeproot_app.plan.models import Item
from deeproot_app.record import changes, promises
from deeproot_app.record.models import Change, Customer, RecordSequence

COMMAND = access.COMMAND_LINE


class Receiver:
    """Somebody who is told, on this machine."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers, answer = receiver.answers.pop(0) if receiver.answers else (200, {}, b"thanks")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    found = Receiver()
    settings.INNER_HOSTS = frozenset({f"127.0.0.1:{found.server.server_port}"})
    yield found
    found.server.shutdown()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The machine's clock, that a test moves."""
    held = [datetime.now(UTC)]
    monkeypatch.setattr(clock, "machine", lambda: held[0])

    def move(by: timedelta) -> None:
        held[0] += by

    return move


def listening(receiver: Receiver, *patterns: str, **more: Any) -> tuple[Endpoint, str]:
    return endpoints.add(COMMAND, "Ours", receiver.address, patterns or ("*",), **more)


def run() -> None:
    """Find out what happened, and send what is due."""
    notice.notice.call()
    jobs.run_waiting()


def add_customer(pk: str, **more: Any) -> Customer:
    with transaction.atomic():
        seq = RecordSequence.take()
        return Customer.objects.create(customer_id=pk, name=pk.title(), recorded_seq=seq, changed_seq=seq, **more)


def test_what_was_before_is_not_told_and_what_happens_is(
    small_record: SmallRecord, receiver: Receiver, member: User
) -> None:
    _, secret = listening(receiver)
    run()
    assert receiver.got == []
    add_customer("elm")
    with transaction.atomic():
        say(small_record.birch, "m-ada", 1, "out", "care", "Hello", "How are the ovens?")
        changes.touched(["c-birch"], changes.last())
    kept = promises.keep(member, "pr-1")
    run()
    told = {one["type"]: one["data"] for one in receiver.told}
    assert set(told) == {"customer.created", "interaction.recorded", "promise.kept"}
    assert told["customer.created"]["customer_id"] == "elm"
    assert told["interaction.recorded"]["interaction_id"] == "mail:c-birch-1"
    assert told["promise.kept"]["state"] == "kept_late"
    for headers, body in receiver.got:
        assert Webhook(secret).verify(body, headers)["type"] in types.TYPES
        assert len(body) < 20_000
    run()
    assert len(receiver.got) == 3, "nothing is told twice"
    promises.undo(member, kept.pk)
    run()
    assert [one["type"] for one in receiver.told[3:]] == ["promise.opened", "promise.overdue"]


def test_a_customer_that_was_there_is_updated_and_a_new_one_created_and_changed_is_created(
    small_record: SmallRecord, receiver: Receiver
) -> None:
    listening(receiver, "customer.*")
    add_customer("elm")
    for pk in ("c-birch", "elm"):
        with transaction.atomic():
            seq = RecordSequence.take()
            Customer.objects.filter(pk=pk).update(country="SE", recorded_seq=seq, changed_seq=seq)
            Change.objects.create(at=AS_OF, recorded_seq=seq, table="customers", row_id=pk, before={"country": "NO"})
    run()
    told = {(one["type"], one["data"]["customer_id"]) for one in receiver.told}
    assert told == {("customer.updated", "c-birch"), ("customer.created", "elm")}


def test_what_passed_long_ago_is_told_only_to_who_asks_for_it(small_record: SmallRecord, receiver: Receiver) -> None:
    listening(receiver, "interaction.*")
    with transaction.atomic():
        say(small_record.birch, "m-ada", 31, "out", "care", "Old", "An old mail.")
    run()
    assert receiver.got == []
    Endpoint.objects.update(old_too=True)
    with transaction.atomic():
        say(small_record.birch, "m-ada", 33, "out", "care", "Old", "Another old mail.")
    run()
    assert [one["data"]["interaction_id"] for one in receiver.told] == ["mail:c-birch-33"]


def test_time_alone_brings_due_and_overdue_once_each(
    small_record: SmallRecord, receiver: Receiver, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening(receiver, "promise.*")
    promises.add(member, "c-birch", "The dates", AS_OF + timedelta(days=3))
    run()
    assert [one["type"] for one in receiver.told] == ["promise.opened"]
    for hours in (47, 49, 50, 71, 73, 100):
        monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(hours=hours)).isoformat())
        run()
    assert [one["type"] for one in receiver.told] == ["promise.opened", "promise.due", "promise.overdue"]


def test_findings_and_items_are_told_as_turns_open_and_close_them(
    small_record: SmallRecord, receiver: Receiver, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening(receiver, "finding.*", "today.*")
    loop.turn(AS_OF, tell=lambda *_: None)
    run()
    assert receiver.got == [], "what stands at first is noted, not told"
    assert Standing.objects.filter(about="finding", name="promise_forgotten").exists()
    promises.keep(member, "pr-1")
    item = Item.objects.filter(customer="c-birch", reason="unanswered", settled=False).first()
    assert item is not None
    decide.done(member, item.pk)
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(minutes=5)).isoformat())
    loop.turn(clock.now(), tell=lambda *_: None)
    run()
    told = {(one["type"], one["data"].get("scenario") or one["data"].get("reason")) for one in receiver.told}
    assert ("finding.closed", "promise_forgotten") in told
    assert ("today.item.gone", "promise_overdue") in told
    assert ("today.item.decided", "unanswered") in told
    run()
    assert len(receiver.told) == len({one["webhook-id"] for one, _ in receiver.got})


def test_a_failed_attempt_is_made_again_by_the_schedule_and_given_up_after_the_last(
    small_record: SmallRecord, receiver: Receiver, machine: Callable[[timedelta], None]
) -> None:
    endpoint, _ = listening(receiver, "customer.*")
    receiver.answers = [(500, {}, b"no\x00pe")] * 10
    add_customer("elm")
    run()
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.status, delivery.response) == (1, 500, "nope")
    for wait in deliver.RETRIES:
        Endpoint.objects.update(rests_until=None)
        before = len(receiver.got)
        machine(wait * 0.99)
        deliver.deliver.call(endpoint_id=endpoint.pk)
        assert len(receiver.got) == before, "not before its time"
        machine(wait * 0.12)
        deliver.deliver.call(endpoint_id=endpoint.pk)
        assert len(receiver.got) == before + 1
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.state) == (10, "given_up")
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.got}) > 5
    endpoints.replay(COMMAND, delivery)
    Endpoint.objects.update(rests_until=None, state="active")
    deliver.deliver.call(endpoint_id=endpoint.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.response) == ("done", 200, "thanks")


def test_the_circuit_opens_after_failures_and_closes_with_the_first_success(
    small_record: SmallRecord, receiver: Receiver, machine: Callable[[timedelta], None]
) -> None:
    endpoint, _ = listening(receiver, "customer.*")
    receiver.answers = [(500, {}, b"")] * 6
    for n in range(20):
        add_customer(f"c{n}")
    run()
    assert len(receiver.got) == deliver.FAILS_IN_A_ROW, "then it rests"
    endpoint.refresh_from_db()
    assert endpoint.rests_until is not None and endpoint.says == "It answered 500."
    machine(timedelta(minutes=1.1))
    deliver.deliver.call(endpoint_id=endpoint.pk)
    assert len(receiver.got) == 6, "one attempt, and a longer rest"
    machine(timedelta(minutes=2.1))
    deliver.deliver.call(endpoint_id=endpoint.pk)
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.rests_until, endpoint.says) == (0, None, "")
    machine(timedelta(hours=1))
    deliver.deliver.call(endpoint_id=endpoint.pk)
    assert Delivery.objects.filter(state="done").count() == 20


def test_gone_switches_it_off_a_redirect_is_a_failure_and_too_many_is_a_rest(
    small_record: SmallRecord, receiver: Receiver, machine: Callable[[timedelta], None]
) -> None:
    endpoint, _ = listening(receiver, "customer.*")
    receiver.answers = [(302, {"location": receiver.address + "/there"}, b""), (429, {"retry-after": "120"}, b"")]
    add_customer("elm")
    run()
    assert len(receiver.got) == 1
    assert "redirects are not followed" in Delivery.objects.get().says
    machine(timedelta(seconds=6))
    deliver.deliver.call(endpoint_id=endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.rests_until is not None
    assert timedelta(seconds=119) < endpoint.rests_until - clock.machine() <= timedelta(seconds=120)
    receiver.answers = [(410, {}, b"")]
    machine(timedelta(minutes=6))
    deliver.deliver.call(endpoint_id=endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.state == "disabled"
    machine(timedelta(days=2))
    assert deliver.deliver.call(endpoint_id=endpoint.pk) == 0


def test_after_a_rotation_both_secrets_sign_for_a_day(
    small_record: SmallRecord, receiver: Receiver, machine: Callable[[timedelta], None]
) -> None:
    endpoint, old = listening(receiver, "customer.*")
    new = endpoints.rotate(COMMAND, endpoint)
    assert new != old
    endpoints.send_test(COMMAND, endpoint)
    jobs.run_waiting()
    (headers, body) = receiver.got[0]
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["type"] == types.TEST
    machine(timedelta(hours=25))
    endpoint.refresh_from_db()
    later = deliver.signed(endpoint, "msg_1", b"{}", clock.machine())["webhook-signature"].split()
    assert len(later) == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, {**headers, "webhook-signature": later[0]})
    assert old not in str(Endpoint.objects.values().get())
    assert old not in str(list(Audit.objects.values()))


def test_an_inner_address_is_never_called(small_record: SmallRecord, receiver: Receiver, settings: Any) -> None:
    listening(receiver, "customer.*")
    settings.INNER_HOSTS = frozenset()
    add_customer("elm")
    run()
    delivery = Delivery.objects.get()
    assert (receiver.got, delivery.status, delivery.state) == ([], None, "waiting")
    assert delivery.says


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x",
        "ftp://example.org",
        "https://",
        "https://a:b@example.org/",
        "nonsense",
        "https://x:port/",
    ],
)
def test_an_address_that_may_not_be_told_is_refused(address: str, db: None) -> None:
    with pytest.raises(UserError):
        endpoints.add(COMMAND, "Ours", address, ["*"])
    assert not Endpoint.objects.exists()


def test_an_event_that_there_is_not_is_refused_and_managers_alone_say_whom_we_tell(member: User, manager: User) -> None:
    with pytest.raises(UserError, match=r"There is no event 'promise.broken'"):
        endpoints.add(manager, "Ours", "https://example.org/x", ["promise.broken"])
    with pytest.raises(NotAllowed):
        endpoints.add(member, "Ours", "https://example.org/x", ["*"])


def test_killed_between_any_two_steps_nothing_is_lost_and_nothing_told_twice(
    small_record: SmallRecord, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The events and the mark of how far we looked are one transaction: broken at its end, both are gone."""
    listening(receiver, "customer.*")
    for n in range(10):
        add_customer(f"c{n}")
    before = Told.objects.get().upto_seq
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Delivery.objects, "bulk_create", _killed)
        notice.notice.call()
    assert not Event.objects.exists()
    assert Told.objects.get().upto_seq == before
    monkeypatch.setattr(notice, "NUMBERS", 3)
    run()
    assert sorted(one["data"]["customer_id"] for one in receiver.told) == sorted(f"c{n}" for n in range(10))
    assert Job.objects.filter(state="dead").count() == 0


def _killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_where_much_waits_no_more_is_found_out_and_nothing_is_lost(
    small_record: SmallRecord, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening(receiver, "customer.*")
    monkeypatch.setattr(notice, "MOST_WAITING", 4)
    monkeypatch.setattr(notice, "NUMBERS", 3)
    for n in range(12):
        add_customer(f"c{n}")
    notice.notice.call()
    assert Event.objects.count() == 6
    for _ in range(3):
        run()
    assert len(receiver.told) == 12


def test_what_was_told_long_ago_is_thrown_away(small_record: SmallRecord, receiver: Receiver) -> None:
    listening(receiver, "customer.*")
    add_customer("elm")
    run()
    add_customer("fir")
    notice.notice.call()
    Event.objects.update(made_at=AS_OF - timedelta(days=30) - timedelta(days=1))
    assert notice.throw_away_events.call() == 2  # the event and its delivery
    assert Event.objects.get().data["customer_id"] == "fir"


def test_where_nobody_asks_nothing_is_looked_at(
    small_record: SmallRecord, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(3):
        assert notice.notice.call() == 0
