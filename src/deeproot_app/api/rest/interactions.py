"""Writing down what passed: kept raw, then read by the road that every source goes (`record.arrivals`)."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex
from typing import Annotated, Any, Final, Literal, Optional

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Schema, Status
from pydantic import ConfigDict, create_model, model_validator

from deeproot.tables import TABLES
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain
from deeproot_app.base import access, audit, clock
from deeproot_app.base.models import User
from deeproot_app.record.arrivals import keep, reading
from deeproot_app.record.models import Arrival, Connection, Customer, Interaction

router = Tagged("The record")
CHANNEL: Final = "api"
NAME: Final = "API"
MOST: Final = 1_000
MOST_WORDS: Final = 1_000_000
LIMITS: Final[dict[str, dict[str, Any]]] = {
    "customer_words": {"ge": 0, "le": 1e9},
    "our_words": {"ge": 0, "le": 1e9},
    "customer_seconds": {"ge": 0, "le": 1e8},
    "our_seconds": {"ge": 0, "le": 1e8},
    "sentiment": {"ge": -1, "le": 1},
    "score": {"ge": -1e6, "le": 1e6},
}
Named = Annotated[str, Field(min_length=3, max_length=300, pattern=r"^[^\x00-\x20:]+:[^\x00-\x20]+$")]
"""An id with its source."""
TYPES: Final[dict[str, Any]] = {"string": Id, "timestamp": Moment, "int64": int, "float64": float, "bool": bool}
WHOSE: Final = ("customer_id", "contact_email", "case_id")
"""Columns of which one must say whose it is."""
NEEDED: Final = ("interaction_id", "happened_at", "channel", "direction")


class _Given(Asked):
    """Something that passed between us and a customer. What is not given is read from the words."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        json_schema_extra={"anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in WHOSE]},
    )

    @model_validator(mode="after")
    def names_its_customer(self) -> _Given:
        given: Any = self
        if not any(getattr(given, name) for name in WHOSE):
            raise ValueError("give customer_id, contact_email or case_id: whose is it?")
        return self


def _fields() -> dict[str, Any]:
    """The columns of the table, and what a canonical file may give besides."""
    found: dict[str, Any] = {
        "interaction_id": (Named, Field(..., description="`<source>:<id there>`, such as crm:4711"))
    }
    for column in TABLES["interactions"].columns:
        if column.name in ("recorded_seq", "interaction_id"):
            continue
        kind = Literal[column.words] if column.words else TYPES[column.type]
        limits: dict[str, Any] = LIMITS.get(column.name, {})
        if column.name in NEEDED:
            found[column.name] = (kind, Field(..., description=column.says, **limits))
        else:
            found[column.name] = (
                Optional[kind],  # noqa: UP045 - made while running
                Field(None, description=column.says, **limits),
            )
    address: dict[str, Any] = {"max_length": 254, "pattern": r"^[!-?A-~]+@[!-?A-~]+$"}
    for name, says in (("contact_email", "finds who of them"), ("member_email", "finds who of us")):
        found[name] = (Optional[str], Field(None, description=says, **address))  # noqa: UP045
    for name in ("subject", "body"):
        found[name] = (Optional[Plain], Field(None, max_length=MOST_WORDS, description="its words"))  # noqa: UP045
    return found


NewInteraction = create_model("NewInteraction", __base__=_Given, __doc__=_Given.__doc__, **_fields())


class NewInteractions(Asked):
    """What passed, in the order in which it is to be written down."""

    interactions: list[NewInteraction] = Field(  # type: ignore[valid-type]
        ..., min_length=1, max_length=MOST
    )


class Written(Schema):
    """What became of one interaction."""

    interaction_id: str
    result: Literal["created", "updated", "unchanged", "waits"] = Field(
        ..., description="`waits`: kept; it is recorded once somebody known has that address, or that case is known"
    )
    recorded_seq: int | None


class AllWritten(Schema):
    """What became of each."""

    data: list[Written]
    arrival: int = Field(..., description="the number under which what you sent is kept, raw")
    says: str = Field("", description="for what some of it waits")


@router.post("/interactions", response={200: AllWritten, 201: AllWritten}, operation_id="write_interactions")
def write_interactions(request: HttpRequest, sent: NewInteractions) -> Any:
    """Write down what passed: idempotent by interaction_id, as an import is; what people decided since stays theirs."""
    user = asking(request, "record:write")
    access.require(user, "record.import")
    rows: list[Any] = sent.interactions
    ids = [row.interaction_id for row in rows]
    if len(set(ids)) < len(ids):
        raise Problem(409, "An interaction_id stands there twice; send it once.")
    _refuse_strangers(user, {row.customer_id for row in rows if row.customer_id})
    with transaction.atomic():
        before = _sequences(ids)
        arrival = take(user, request.body)
        after = _sequences(ids)
    data = [_told(one, before, after) for one in ids]
    created = any(one["result"] == "created" for one in data)
    return Status(201 if created else 200, {"data": data, "arrival": arrival.pk, "says": arrival.reason})


def take(user: User, raw: bytes) -> Arrival:
    """Keep what was sent and read it, in the transaction at hand. Raises Problem 422 where something is unreadable."""
    there = connection()
    key = f"{user.pk}:{token_hex(12)}"  # the same words sent twice are said twice: the later counts
    keep.keep(there, [(key, {"received-at": clock.now().isoformat()}, raw)])
    reading.take_in(there.pk, tell=lambda *_: None)
    arrival = Arrival.objects.get(connection=there, key=key)
    if arrival.state == Arrival.State.UNREADABLE:
        raise Problem(422, f"Nothing was written: {arrival.reason}.")
    if arrival.state == Arrival.State.WAITING:
        raise Problem(409, f"The connection {there.name!r} is paused; a manager can let it go on.")
    audit.write(user, "interactions.write", ("arrival", str(arrival.pk)), told=arrival.told, recorded=arrival.recorded)
    return arrival


def connection() -> Connection:
    """The connection under which what the API is told is listed, kept, counted and undone, like that of any source."""
    found = Connection.objects.filter(channel=CHANNEL).exclude(state=Connection.State.REMOVED).order_by("id").first()
    if found is not None:
        return found
    name = NAME if not Connection.objects.filter(name=NAME).exists() else f"{NAME} {token_hex(2)}"
    return Connection.objects.create(name=name, slug=token_hex(16), channel=CHANNEL, made_at=clock.now())


def _refuse_strangers(user: User, named: set[str]) -> None:
    """Raise Problem 409 for a customer that is not recorded, or not for this person's eyes: alike."""
    seen = access.customers(user, Customer.objects.all()).filter(pk__in=named)
    if missing := sorted(named - set(seen.values_list("pk", flat=True))):
        raise Problem(409, f"There is no customer {missing[0]!r}; import it first. Nothing was written.")


def _sequences(ids: Sequence[str]) -> dict[str, int]:
    return dict(Interaction.objects.filter(pk__in=ids).values_list("pk", "recorded_seq"))


def _told(one: str, before: dict[str, int], after: dict[str, int]) -> dict[str, Any]:
    was, now = before.get(one), after.get(one)
    result = "waits" if now is None else "created" if was is None else "unchanged" if was == now else "updated"
    return {"interaction_id": one, "result": result, "recorded_seq": now}
