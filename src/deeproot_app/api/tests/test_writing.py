"""Writing by the API: the same verbs as on the pages, once for each key."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from deeproot_app.api.models import Answered
from deeproot_app.api.rest import idempotency
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.models import Item
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.models import Arrival, Belief, Change, Customer, Interaction, Promise
from deeproot_app.record.review.tests.proposals import propose

Programs = Callable[..., Program]
CALL = {
    "interaction_id": "crm:1",
    "customer_id": "c-birch",
    "happened_at": "2026-06-29T09:00:00+02:00",
    "channel": "call",
    "direction": "out",
    "member_email": "ada@oakfield.example",
    "subject": "The ovens",
    "body": "We looked at the ovens. I will send you the dates by Friday.",
}


def test_an_interaction_is_written_read_and_kept_raw(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks, before = program(manager), Customer.objects.get(pk="c-birch").changed_seq
    answer = asks.post("interactions", {"interactions": [CALL]})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["data"][0]["result"] == "created"
    row = Interaction.objects.select_related("text").get(pk="crm:1")
    assert (row.member_id, row.kind is not None, row.happened_at.hour) == ("m-ada", True, 7)
    assert row.text.body == CALL["body"]
    assert row.batch_id is not None
    arrival = Arrival.objects.get(pk=told["arrival"])
    assert json.loads(unpacked(arrival)) == {"interactions": [CALL]}
    assert row.line == arrival.pk
    assert Customer.objects.get(pk="c-birch").changed_seq > before
    trace = Audit.objects.get(act="interactions.write")
    assert (trace.actor, trace.detail["via"]) == (manager.email, asks.token[:15])


def test_the_same_interaction_again_is_unchanged_and_another_word_updates_it(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks = program(manager)
    asks.post("interactions", {"interactions": [CALL]})
    again = asks.post("interactions", {"interactions": [CALL]})
    assert (again.status_code, again.json()["data"][0]["result"]) == (200, "unchanged")
    changed = asks.post("interactions", {"interactions": [CALL | {"kind": "care"}]})
    assert changed.json()["data"][0]["result"] == "updated"
    assert Interaction.objects.get(pk="crm:1").kind == "care"
    assert Change.objects.filter(table="interactions", row_id="crm:1").count() == 1


def test_of_a_customer_that_is_not_recorded_nothing_is_written(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    answer = program(manager).post("interactions", {"interactions": [CALL, CALL | {"interaction_id": "crm:2", "customer_id": "c-nobody"}]})  # fmt: skip  # noqa: E501
    assert answer.status_code == 409
    assert answer.json()["detail"] == "There is no customer 'c-nobody'; import it first. Nothing was written."
    assert not Interaction.objects.filter(pk="crm:1").exists()
    assert not Arrival.objects.exists()


def test_what_names_an_unknown_address_is_kept_and_waits(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    row = {name: value for name, value in CALL.items() if name != "customer_id"} | {"contact_email": "new@x.example"}
    told = program(manager).post("interactions", {"interactions": [row]}).json()
    assert told["data"][0]["result"] == "waits"
    assert Arrival.objects.get(pk=told["arrival"]).state == Arrival.State.NOBODYS


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"channel": "smoke"}, "channel"),
        ({"happened_at": "2026-06-29T09:00:00"}, "happened_at"),
        ({"interaction_id": "no colon"}, "interaction_id"),
        ({"surprise": 1}, "surprise"),
        ({"body": "a\x00b"}, "body"),
        ({"sentiment": 2}, "sentiment"),
        ({"customer_id": None}, "customer_id"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    change: dict[str, Any], where: str, small_record: SmallRecord, manager: User, program: Programs
) -> None:
    answer = program(manager).post("interactions", {"interactions": [CALL | change]})
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert where in answer.json()["detail"]
    assert not Arrival.objects.exists()


def test_members_may_not_write_interactions_as_they_may_not_import(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    answer = program(member).post("interactions", {"interactions": [CALL]})
    assert answer.status_code == 403
    assert "it takes a manager" in answer.json()["detail"]


def test_a_promise_is_made_put_off_kept_and_taken_back_step_by_step(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks = program(member)
    made = asks.post("promises", {"customer_id": "c-birch", "text": "The dates", "due_at": "2026-07-03T12:00:00Z"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    held = asks.post(f"promises/{pk}/holding", {"new_due": "2026-07-06T12:00:00Z"})
    assert held.status_code == 200
    assert asks.get(f"promises/{pk}").json()["moved_to"] == "2026-07-06T12:00:00Z"
    kept = asks.post(f"promises/{pk}/kept").json()
    assert asks.get(f"promises/{pk}").json()["state"] == "kept"
    assert asks.post(f"promises/{pk}/kept").status_code == 409
    back = asks.post(f"promises/changes/{kept['change']}/undo")
    assert (back.status_code, back.json()["state"]) == (200, "open")
    gone = asks.post(f"promises/{pk}/withdrawn", {"reason": "They bought one elsewhere."})
    assert gone.status_code == 200
    assert asks.get(f"promises/{pk}").json()["state"] == "withdrawn"
    acts = set(Audit.objects.filter(about_id=pk).values_list("act", flat=True))
    assert acts == {"promise.add", "promise.hold", "promise.keep", "promise.undo", "promise.withdraw"}


def test_a_belief_is_held_confirmed_ended_and_taken_back(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks = program(member)
    sent = {"customer_id": "c-birch", "about": "need", "text": "Ovens that run on Sundays", "horizon": "quarter", "evidence": ["mail:c-birch-5"]}  # fmt: skip  # noqa: E501
    made = asks.post("beliefs", sent)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert asks.get(f"beliefs/{pk}").json()["evidence"] == ["mail:c-birch-5"]
    confirmed = asks.post(f"beliefs/{pk}/confirmed").json()
    assert Belief.objects.get(pk=pk).confirmed_at == AS_OF
    assert asks.post(f"beliefs/changes/{confirmed['change']}/undo").json()["confirmed_at"] is None
    assert asks.post(f"beliefs/{pk}/ended", {"at": "2026-08-01T00:00:00Z"}).status_code == 200
    assert asks.post(f"beliefs/changes/{made.json()['change']}/undo").status_code == 409
    foreign = asks.post("beliefs", sent | {"evidence": ["mail:c-dune-200"]})
    assert foreign.status_code == 409


def test_a_belief_that_was_read_is_confirmed_edited_put_together_and_taken_back(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    propose("mail:c-birch-5", "belief", belief_id="read:1", state="confirmed")
    asks, day = program(member), AS_OF - timedelta(days=9)
    for pk in ("read:1", "b-2"):
        Belief.objects.create(belief_id=pk, customer=small_record.birch, about="need", text="x", from_at=day)
    assert asks.post("beliefs/read:1/confirmed", {"evidence": ["mail:c-birch-12"]}).status_code == 200
    row = Belief.objects.get(pk="read:1")
    assert (row.confirmed_at, row.evidence) == (AS_OF, ["mail:c-birch-12"])
    assert asks.post("beliefs/read:1/edited", {"about": "pain", "text": "Cold ovens"}).status_code == 200
    assert Belief.objects.get(pk="read:1").text == "Cold ovens"
    merged = asks.post("beliefs/b-2/merged", {"into": "read:1"}).json()
    assert asks.get("beliefs/b-2").status_code == 404
    assert asks.post(f"beliefs/merges/{merged['change']}/undo").json()["text"] == "Cold ovens"
    assert asks.get("beliefs/b-2").status_code == 200


def test_a_plan_is_measured_and_its_steps_are_promises(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks = program(member)
    goal = asks.post("beliefs", {"customer_id": "c-birch", "about": "goal", "text": "Less waste"}).json()["id"]
    aim = {"unit": "loaves", "value": 10, "shared": True}
    assert asks.post(f"beliefs/{goal}/target", aim).status_code == 200
    for value, at in ((40, "2026-05-01T00:00:00Z"), (25, "2026-06-01T00:00:00Z")):
        assert asks.post(f"beliefs/{goal}/progress", {"value": value, "at": at}).status_code == 201
    sent = {"text": "Send the plan", "goal_id": goal, "due_at": "2026-07-09T12:00:00Z"}
    made = asks.post("customers/c-birch/success/steps", sent)
    assert made.status_code == 201, made.content
    told = asks.get("customers/c-birch/success").json()
    (found,) = told["goals"]
    assert (found["reached"], found["shared"], len(found["progress"])) == (0.5, True, 2)
    promise = found["steps"][0]["promise_id"]
    step = asks.post(f"success/steps/{made.json()['id']}/done", {})
    assert asks.get(f"promises/{promise}").json()["state"] == "kept"
    assert asks.post(f"success/changes/{step.json()['change']}/undo").status_code == 200
    assert asks.get(f"promises/{promise}").json()["state"] == "open"
    assert asks.post(f"success/steps/{made.json()['id']}/dropped", {"reason": "They have one."}).status_code == 200
    assert asks.get("customers/c-nowhere/success").status_code == 404


def test_items_of_today_are_decided_and_taken_back(understood: SmallRecord, member: User, program: Programs) -> None:
    asks = program(member)
    item = asks.get("today", customer_id="c-birch").json()["items"][0]["item_id"]
    done = asks.post(f"today/{item}/done")
    assert (done.status_code, done.json()["verdict"]) == (200, "done")
    assert Item.objects.get(pk=item).settled
    assert asks.post(f"today/decisions/{done.json()['decision']}/undo").status_code == 200
    assert not Item.objects.get(pk=item).settled
    later = asks.post(f"today/{item}/later", {"until": "2026-07-02T08:00:00Z", "reason": "They are away"})
    assert later.json()["until"] == "2026-07-02T08:00:00Z"
    assert asks.post(f"today/{item}/handed-over", {"member_id": "m-ben"}).json()["member_id"] == "m-ben"
    assert asks.post(f"today/{item}/dismissed", {"reason": "A test"}).json()["verdict"] == "dismissed"
    assert asks.post("today/no-such-item/done").status_code == 404


def test_what_is_not_yours_to_see_cannot_be_written_to_either(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    Organisation(pk=1, members_see="own").save()
    Promise.objects.create(promise_id="pr-d", customer=small_record.dune, made_in="", made_at=AS_OF, text="x")
    asks = program(member)
    for path in ("promises/{}/kept", "promises/{}/holding"):
        body = {"new_due": "2026-07-06T12:00:00Z"} if path.endswith("holding") else {}
        foreign, unknown = asks.post(path.format("pr-d"), body), asks.post(path.format("pr-x"), body)
        assert (foreign.status_code, foreign.content) == (404, unknown.content)
    answer = asks.post("promises", {"customer_id": "c-dune", "text": "A visit"})
    assert answer.status_code == 404


class TestIdempotencyKeys:
    """The same key again: answered the same, done once."""

    def test_the_same_request_is_done_once_and_answered_the_same(
        self, small_record: SmallRecord, member: User, program: Programs
    ) -> None:
        asks, sent = program(member), {"customer_id": "c-birch", "text": "The dates"}
        first, second = asks.post("promises", sent, key="k1"), asks.post("promises", sent, key="k1")
        assert first.status_code == second.status_code == 201
        assert first.content == second.content
        assert second["Idempotency-Replayed"] == "true"
        assert Promise.objects.filter(text="The dates").count() == 1

    def test_another_request_by_the_same_key_is_refused(
        self, small_record: SmallRecord, member: User, program: Programs
    ) -> None:
        asks = program(member)
        asks.post("promises", {"customer_id": "c-birch", "text": "The dates"}, key="k1")
        answer = asks.post("promises", {"customer_id": "c-birch", "text": "Another"}, key="k1")
        assert answer.status_code == 422
        assert "was used for another request" in answer.json()["detail"]

    def test_what_was_refused_may_be_mended_and_sent_by_the_same_key(
        self, small_record: SmallRecord, member: User, program: Programs
    ) -> None:
        asks = program(member)
        assert asks.post("promises", {"customer_id": "c-birch", "text": ""}, key="k1").status_code == 422
        assert asks.post("promises", {"customer_id": "c-birch", "text": "Mended"}, key="k1").status_code == 201

    def test_keys_are_a_programs_own_also_where_two_act_as_one_person(
        self, small_record: SmallRecord, member: User, manager: User, program: Programs
    ) -> None:
        sent = {"customer_id": "c-birch", "text": "The dates"}
        for asks in (program(member), program(member), program(manager)):
            answer = asks.post("promises", sent, key="k1")
            assert (answer.status_code, "Idempotency-Replayed" in answer) == (201, False)
        assert Promise.objects.filter(text="The dates").count() == 3

    def test_keys_are_forgotten_after_a_day(
        self, small_record: SmallRecord, member: User, program: Programs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asks, sent = program(member), {"customer_id": "c-birch", "text": "The dates"}
        assert asks.post("promises", sent, key="k1").status_code == 201
        monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + idempotency.KEPT * 1.01).isoformat())
        assert idempotency.throw_away_answers.call() == 1
        assert asks.post("promises", sent, key="k1").status_code == 201
        assert Promise.objects.filter(text="The dates").count() == 2

    @pytest.mark.parametrize("key", ["", "x" * 256, "schl\u00fcssel"])
    def test_what_is_no_key_is_refused(
        self, key: str, small_record: SmallRecord, member: User, program: Programs
    ) -> None:
        answer = program(member).post("promises", {"customer_id": "c-birch", "text": "x"}, key=key)
        assert answer.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_is_done_once(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks, answers = program(member), []

    def ask() -> None:
        own = Program(asks.token)
        answers.append(own.post("promises", {"customer_id": "c-birch", "text": "Only once"}, key="same"))
        connection.close()

    threads = [Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Promise.objects.filter(text="Only once").count() == 1
    assert Answered.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
