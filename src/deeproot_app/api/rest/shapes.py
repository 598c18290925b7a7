"""The shapes of what is asked and answered. Those of the tables are made from `deeproot.tables`: they cannot drift."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, Optional

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema, create_model

from deeproot.tables import TABLES, Column
from deeproot_app.record.models import Interaction
from deeproot_app.record.shape import MICROS, SHAPES

LARGEST: Final = 2**63 - 1


NO_NUL: Final = r"^[^\x00]*$"
"""No database keeps a NUL."""
_DAY: Final = r"(19|[2-8][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
MOMENT: Final = f"^{_DAY}[Tt ]{_TIME}$"
"""RFC 3339, from 1900 to 8999."""


def _moment(value: object) -> datetime:
    """A moment with its zone, in UTC. A number, a day alone, a time without its zone are none."""
    if not isinstance(value, str) or not re.match(MOMENT, value):
        raise ValueError("must be a moment with its zone, such as 2026-06-30T12:00:00Z")
    try:  # a leap second is the last of its minute
        return datetime.fromisoformat(re.sub(r"(?<=:[0-9]{2}):60", ":59", value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("names a day or a time that there is not") from None


Plain = Annotated[str, Field(pattern=NO_NUL)]
"""Text that every database keeps."""
Id = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": MOMENT}, mode="validation"),
]
"""A moment with its zone; told in UTC."""


class Asked(Schema):
    """What is sent: a name that we do not know is refused, never passed over."""

    model_config = ConfigDict(extra="forbid")


TYPES: Final[dict[str, Any]] = {
    "string": str,
    "timestamp": datetime,
    "int64": int,
    "float64": float,
    "bool": bool,
    "list": list[str],
}


LED: Final = ("customers", "contacts")
"""Tables whose rows another may lead (docs/identity.md): they say which."""


def type_of(column: Column) -> Any:
    """The type of a column as JSON has it."""
    kind: Any = Literal[column.words] if column.words else TYPES[column.type]
    return Optional[kind] if column.null else kind  # noqa: UP045 - made while running


@cache
def row_of(table: str) -> type[Schema]:
    """The shape of a row: the columns of docs/tables.md, and its number in commit order."""
    fields: dict[str, Any] = {
        column.name: (type_of(column), Field(..., description=column.says)) for column in TABLES[table].columns
    }
    if table in LED:
        says = f"the {TABLES[table].key[0]} under which this row is shown; null where it stands for itself"
        fields["merged_into"] = (Optional[str], Field(..., description=says))  # noqa: UP045 - made while running
    fields["recorded_seq"] = (int, Field(..., description="grows in commit order; pass it as updated_since"))
    return create_model(f"Row of {table}", __base__=Schema, __doc__=TABLES[table].says, **fields)


@cache
def _getters(table: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    model = SHAPES[table].model
    names = {str(field.column): field.attname for field in model._meta.concrete_fields}
    found = [(name, _getter(names, name)) for name in TABLES[table].names if name != "recorded_seq"]
    led = [("merged_into", attrgetter("merged_into_id"))] if table in LED else []
    return (*found, *led, ("recorded_seq", attrgetter("recorded_seq")))


def _getter(names: dict[str, str], column: str) -> Callable[[Any], Any]:
    if column == "amount":
        return lambda row: row.amount_micros / MICROS
    if column == "made_in":  # "" where a person added the promise
        return attrgetter("made_in")
    return attrgetter(names[column])


def told(table: str, row: Any) -> dict[str, Any]:
    """A stored row in the columns of its table."""
    return {name: get(row) for name, get in _getters(table)}


class Words(Schema):
    """The words of an interaction."""

    subject: str
    body: str


def words_of(row: Interaction) -> dict[str, str] | None:
    text = getattr(row, "text", None)
    return {"subject": text.subject, "body": text.body} if text else None


@cache
def page_of(row: type[Schema]) -> type[Schema]:
    """A page of rows."""
    says = "the cursor of the next page; null on the last"
    seq = "what was recorded up to this number is in what you have read: pass it as updated_since the next time"
    return create_model(
        f"Page of {row.__name__.removeprefix('Row of ')}",
        __base__=Schema,
        data=(list[row], ...),  # type: ignore[valid-type]
        next=(Optional[str], Field(None, description=says)),  # noqa: UP045
        upto=(int, Field(..., description=seq)),
    )


class Done(Schema):
    """What was changed, and the number by which it can be undone."""

    id: str = Field(..., description="the row that was changed or made")
    change: int = Field(..., description="pass it to undo")
