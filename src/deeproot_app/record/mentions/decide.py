"""A person says whose a mention is, or that it is no customer's; and takes that back."""

from __future__ import annotations

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.channels.shapes import Mention
from deeproot_app.record import changes, search
from deeproot_app.record.arrivals import waiting
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.importing.store import Database
from deeproot_app.record.importing.write import Writer
from deeproot_app.record.mentions.queue import interaction_of, read_of
from deeproot_app.record.models import Arrival, Contact, Customer, Identity, Interaction, RecordSequence, Said
from deeproot_app.record.reading import forget
from deeproot_app.record.shape import SHAPES

ACT = "mention.decide"
State = Arrival.State
EXTERNAL = "external"


def theirs(actor: access.Actor, arrival: Arrival, customer: Customer, *, author_too: bool = False) -> str:
    """Say that a mention is a customer's; it is then recorded. Gives what was done, in a sentence.

    ``author_too``: whatever else its author wrote, or will, is theirs too: the author's address becomes that of a
    contact of theirs. Raises UserError where the mention is somebody's already, or the address is another customer's.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        arrival = _mine(arrival, State.NOBODYS, State.IGNORED)
        mention = read_of(arrival)
        if mention is None:
            raise UserError("This mention cannot be read any more; its connection has it in quarantine.")
        woken: set[int] = set()
        if author_too and mention.handle:
            woken = _know_author(mention, customer)
        arrival.headers = {**arrival.headers, "customer_id": customer.pk, "decided": clock.now().isoformat()}
        _set(arrival, State.WAITING)
        audit.write(actor, ACT, customer, mention=mention.id[:200], author_too=bool(woken or author_too))
        for connection in woken | {arrival.connection_id}:
            later(connection)
    search.refresh()
    others = " What else its author wrote is being read too." if author_too and mention.handle else ""
    return f"It is {customer.name}'s, and is being recorded.{others}"


def aside(actor: access.Actor, arrival: Arrival) -> None:
    """Say that a mention is no customer's. Raises UserError where it is somebody's."""
    access.require(actor, ACT)
    with transaction.atomic():
        arrival = _mine(arrival, State.NOBODYS, State.WAITING)
        arrival.awaited.all().delete()
        arrival.reason = "a person said that it is no customer's"
        _set(arrival, State.IGNORED)
        audit.write(actor, ACT, arrival.connection, aside=arrival.pk)


def take_back(actor: access.Actor, arrival: Arrival) -> None:
    """Forget what was said of a mention: it is nobody's again, and out of the record."""
    access.require(actor, ACT)
    with transaction.atomic():
        arrival = _mine(arrival, State.RECORDED, State.IGNORED, State.WAITING)
        if own := interaction_of(arrival):
            _take_out(own)
        arrival.headers = {
            name: value for name, value in arrival.headers.items() if name not in ("customer_id", "decided")
        }
        arrival.rows, arrival.recorded = [], 0
        arrival.reason = "nobody has said whose it is"
        _set(arrival, State.NOBODYS)
        audit.write(actor, ACT, arrival.connection, taken_back=arrival.pk)


def _mine(arrival: Arrival, *states: str) -> Arrival:
    """The arrival, held until the transaction ends, in one of these states."""
    found = Arrival.objects.select_for_update().select_related("connection").get(pk=arrival.pk)
    if found.state not in states:
        raise UserError("Somebody has decided about this mention meanwhile; look at it again.")
    return found


def _set(arrival: Arrival, state: str) -> None:
    arrival.state = state
    arrival.save(update_fields=["state", "headers", "reason", "rows", "recorded"])


def _know_author(mention: Mention, customer: Customer) -> set[int]:
    """Give the author's address to a contact of the customer, made where none has the name; who waited is awakened."""
    store = Database()
    store.take(0)
    held = (
        Identity.objects.filter(type=EXTERNAL, value=mention.handle, removed_at=None).select_related("contact").first()
    )
    if held is not None:
        if held.contact.customer_id != customer.pk:
            raise UserError(f"{mention.handle} is known as an address of another customer's; take that back first.")
        return set()
    same = Contact.objects.filter(customer=customer, name=mention.author).first() if mention.author else None
    contact = same.pk if same else f"mention:{mention.handle}"[:300]
    if same is None:
        row: dict[str, list[Value]] = {
            "contact_id": [contact],
            "customer_id": [customer.pk],
            "name": [mention.author or mention.handle],
        }
        Writer(store, None).write(Prepared(SHAPES["contacts"], row, [0], [0]))
    is_mail = "@" in mention.handle and not mention.handle.startswith("@") and "/" not in mention.handle
    identity: dict[str, list[Value]] = {
        "contact_id": [contact],
        "type": ["email" if is_mail else EXTERNAL],
        "value": [mention.handle],
        "source": ["mention"],
    }
    Writer(store, None).write(Prepared(SHAPES["identities"], identity, [0], [0]))
    what = waiting.ADDRESS if is_mail else "identities"
    return waiting.awaken({what: {mention.handle}, "contacts": {contact}})


def _take_out(interaction: str) -> None:
    """Take one interaction out of the record, with what was read of it."""
    seq = RecordSequence.take()
    row = Interaction.objects.filter(pk=interaction).first()
    if row is not None:
        touched = forget.interactions([interaction], seq) | {row.customer_id}
        row.delete()
        changes.touched(touched, seq)
    Said.objects.filter(table="interactions", row_id=interaction).delete()
