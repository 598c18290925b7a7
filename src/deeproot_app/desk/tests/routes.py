"""The routes of the desk, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta
from zlib import compress

from django.db import transaction

from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.channels.email.tests.made import parts
from deeproot_app.conftest import AS_OF
from deeproot_app.desk.models import SavedView
from deeproot_app.desk.tests import belief_routes
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.models import Arrival, Batch, Change, Connection, Erasure, Interaction, Promise, RecordSequence
from deeproot_app.understand.health.models import OwnReading

MEASURE = Sample("answer_hours", unknown="no-such-measure")
SCENARIO = Sample("endless_loop", unknown="no_such_scenario")
PART = Sample("answers", unknown="luck")
SAID = Sample(
    lambda: OwnReading.objects.get(customer="c-birch").pk, lambda: OwnReading.objects.get(customer="c-dune").pk, 999_999
)
PROMISE = Sample("pr-1", "pr-dune")
ITEM = Sample("item-birch", "item-dune")
DECISION = Sample(
    lambda: Decision.objects.get(item="item-birch").pk, lambda: Decision.objects.get(item="item-dune").pk, 999_999
)
CHANGE = Sample(lambda: Change.objects.get(row_id="pr-2").pk, lambda: Change.objects.get(row_id="pr-dune").pk, 999_999)
MAIL = Sample("email:birch@mail.example", "email:dune@mail.example", "email:none@mail.example")
ERASURE = Sample("erased-0000", unknown="erased-none")
VIEW = Sample(
    lambda: SavedView.objects.get(user__role="member", user__member_id="m-ada").pk,
    lambda: SavedView.objects.get(user__member_id="m-cleo").pk,
    999_999,
)
LOOK = Route("viewer", acts=False)
OF_CUSTOMER = Route("viewer", {"customer": OWN_CUSTOMER}, acts=False)
OF_ITEM = Route("member", {"key": ITEM}, looks=False)
OF_PROMISE = Route("member", {"promise": PROMISE}, looks=False)

ROUTES = {
    **belief_routes.ROUTES,
    "desk:today": LOOK,
    "desk:item": Route("viewer", {"key": ITEM}, acts=False),
    "desk:item_done": OF_ITEM,
    "desk:item_snooze": OF_ITEM,
    "desk:item_hand_over": OF_ITEM,
    "desk:item_dismiss": OF_ITEM,
    "desk:item_undo": Route("member", {"decision": DECISION}, looks=False),
    "desk:customers": LOOK,
    "desk:save_view": Route("viewer", looks=False),
    "desk:delete_view": Route("viewer", {"view": VIEW}, looks=False),
    "desk:customer": OF_CUSTOMER,
    "desk:figures": OF_CUSTOMER,
    "desk:figure": Route("viewer", {"customer": OWN_CUSTOMER, "measure": MEASURE}, acts=False),
    "desk:health": OF_CUSTOMER,
    "desk:health_part": Route("viewer", {"customer": OWN_CUSTOMER, "part": PART}, acts=False),
    "desk:health_say": Route("member", {"customer": OWN_CUSTOMER}, looks=False),
    "desk:health_take_back": Route("member", {"said": SAID}, looks=False),
    "desk:letter": OF_CUSTOMER,
    "desk:about": OF_CUSTOMER,
    "desk:consent": Route("viewer", {"customer": OWN_CUSTOMER}, lowest_to_act="member"),
    "desk:person_data": Route("manager", {"customer": OWN_CUSTOMER}),
    "desk:erasures": Route("administrator", acts=False),
    "desk:erasure": Route("administrator", {"erasure": ERASURE}, acts=False),
    "desk:mail": Route("viewer", {"customer": OWN_CUSTOMER, "interaction": MAIL}, acts=False),
    "desk:attachment": Route(
        "viewer", {"customer": OWN_CUSTOMER, "interaction": MAIL, "place": Sample(0, 0, 99)}, acts=False
    ),
    "desk:mirror": LOOK,
    "desk:mirror_scenario": Route("viewer", {"scenario": SCENARIO}, acts=False),
    "desk:mirror_measure": Route("viewer", {"measure": MEASURE}, acts=False),
    "desk:promises": LOOK,
    "desk:promise_add": Route("member"),
    "desk:promise_hold": OF_PROMISE,
    "desk:promise_keep": OF_PROMISE,
    "desk:promise_withdraw": OF_PROMISE,
    "desk:promise_undo": Route("member", {"change": CHANGE}, looks=False),
}


def prepare() -> None:
    """An item, a decision, a promise and its change for a customer of Ada's and for one of Cleo's; a view of each."""
    with transaction.atomic():
        for name in ("birch", "dune"):
            item(name)
        for promise_id, name in (("pr-2", "birch"), ("pr-dune", "dune")):
            promise(promise_id, name)
    belief_routes.prepare()
    for name in ("birch", "dune"):
        mail_of(name)
        OwnReading.objects.create(customer_id=f"c-{name}", at=AS_OF, reading="bad", reason="They are tired.", by="ada")
    counts = {"record.Text": [3, 0, 0]}
    Erasure.objects.create(
        erasure_id="erased-0000", whole=False, asked_at=AS_OF, done_at=AS_OF, state="done", actor="x", counts=counts
    )
    for user in User.objects.filter(role="member"):
        SavedView.objects.create(user=user, name="Mine", query="sort=name", made_at=AS_OF)


def mail_of(name: str) -> None:
    """A mail with something attached, that came from a connected mailbox."""
    connection = Connection.objects.create(name=name, slug=name, channel="email", made_at=AS_OF)
    arrival = Arrival.objects.create(
        connection=connection, key=name, arrived_at=AS_OF, data=compress(with_attachment(name)), size=1
    )
    batch = Batch.objects.create(made_at=AS_OF, settings={"connection": connection.pk})
    Interaction.objects.create(
        interaction_id=f"email:{name}@mail.example", customer_id=f"c-{name}", happened_at=AS_OF, channel="email",
        direction="in", batch=batch, line=arrival.pk,
    )  # fmt: skip


def with_attachment(name: str) -> bytes:
    said = 'Content-Type: text/html\r\nContent-Disposition: attachment; filename="a.html"'
    page = f"{said}\r\n\r\n<script>alert(1)</script>"
    return parts("Content-Type: text/plain\r\n\r\nThe offer.", page, message_id=f"<{name}@mail.example>")


def item(name: str) -> None:
    row = Item.objects.create(
        key=f"item-{name}", customer_id=f"c-{name}", reason="unanswered", order=name, headline="They asked.",
        next_step="Answer.", as_of=AS_OF, first_seen_at=AS_OF, evidence=[f"mail:c-{name}-5"],
    )  # fmt: skip
    Decision.objects.create(item=row, verdict="done", actor="somebody", at=AS_OF)


def promise(promise_id: str, name: str) -> None:
    made = AS_OF - timedelta(days=3)
    seq = RecordSequence.take()
    Promise.objects.create(
        promise_id=promise_id, customer_id=f"c-{name}", made_in="mail:x", made_at=made, text="I will call.",
        recorded_seq=seq,
    )  # fmt: skip
    Change.objects.create(
        at=AS_OF, recorded_seq=seq, table="promises", row_id=promise_id,
        before={"kept_in": None, "kept_at": None, "withdrawn_at": None},
    )  # fmt: skip
