"""The tables of the record, each to be read whole, by customer, by time, or as far as it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Schema

from deeproot.tables import TABLES
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Changed, OfCustomer, OfTime, Paged, page
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Words, page_of, row_of, told, words_of
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import ids_of
from deeproot_app.record.models import Interaction
from deeproot_app.record.shape import SHAPES

router = Tagged("The record")

OF: Final = {"identities": "contact__customer", "customers": ""}
"""The way from a row to its customer, where that is not `customer`."""
MOMENT: Final = {
    "interactions": "happened_at",
    "purchases": "happened_at",
    "cases": "opened_at",
    "subscriptions": "starts_at",
    "coverage": "from_at",
}
"""The column by which a table is narrowed to a time."""
LARGE: Final = ("interactions", "purchases")
"""Tables kept in the order of each customer's story: only there a time is found without reading everything."""
ROOMS: Final = {"promises": "promises", "beliefs": "beliefs"}
ELSEWHERE: Final = ("promises", "interactions")
"""Tables that are told with more than their columns."""


def visible(table: str, user: User) -> QuerySet[Any]:
    """The rows of a table that this person may see. What hangs on no customer is everybody's to see."""
    model: Any = SHAPES[table].model
    rows: QuerySet[Any] = model.objects.all()
    if not SHAPES[table].customer and table != "identities":
        access.require(user, "record.see")
        return rows
    return access.customers(user, rows, OF.get(table, "customer"))


def narrowed(table: str, rows: QuerySet[Any], asked: Paged) -> QuerySet[Any]:
    """Those of the customer, under whichever of its ids they are recorded, and the time asked for.

    Raises Problem 422 for a time in a large table alone.
    """
    customer = getattr(asked, "customer_id", None)
    if customer is not None:
        path = OF.get(table, "customer") or "pk"
        rows = rows.filter(**{f"{path if path == 'pk' else f'{path}_id'}__in": ids_of(customer)})
    if not isinstance(asked, OfTime):
        return rows
    if table in LARGE and customer is None and (asked.from_ or asked.to):
        raise Problem(422, f"Name a customer_id with from and to: the {table} are kept by customer.")
    column = MOMENT[table]
    if asked.from_ is not None:
        rows = rows.filter(**{f"{column}__gte": asked.from_})
    return rows if asked.to is None else rows.filter(**{f"{column}__lt": asked.to})


def order_of(table: str, asked: Paged) -> tuple[str, ...]:
    """By key; one customer's large tables by time, as they are kept."""
    if table in LARGE and getattr(asked, "customer_id", None) is not None:
        return (MOMENT[table], SHAPES[table].pk)
    return (SHAPES[table].pk,)


def filters_of(table: str) -> type[Paged]:
    if table in MOMENT and table != "coverage":
        return OfTime
    return OfCustomer if SHAPES[table].customer or table == "identities" else Changed


def listing(table: str) -> Callable[..., Any]:
    """The operation that lists a table."""

    def rows(request: HttpRequest, asked: Any = Query(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008 - so ninja is told
        user = asking(request, f"{ROOMS.get(table, 'record')}:read")
        found = narrowed(table, visible(table, user), asked)
        return page(found, order_of(table, asked), asked, lambda row: told(table, row))

    return _named(rows, f"list_{table}", f"{TABLES[table].says}", asked=filters_of(table))


def single(table: str) -> Callable[..., Any]:
    """The operation that gives one row of a table whose key is one column."""
    key = TABLES[table].key[0]

    def row(request: HttpRequest, row_id: str) -> dict[str, Any]:
        user = asking(request, f"{ROOMS.get(table, 'record')}:read")
        return told(table, one(table, user, row_id))

    says = f"One row of {table}, by its {key}. What belongs to a customer that you may not see does not exist for you."
    return _named(row, f"get_{table}", says, row_id=str)


def one(table: str, user: User, row_id: str) -> Any:
    """The row of that id, where this person may see it. Raises Http404 alike where there is none and where not."""
    if "\x00" in row_id or len(row_id) > 300:
        raise Http404
    found = visible(table, user).filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found


def _named(operation: Callable[..., Any], name: str, says: str, **annotations: Any) -> Callable[..., Any]:
    """The function as ninja is to see it: its name, its documentation, the types of its parameters."""
    operation.__name__, operation.__doc__ = name, says
    operation.__annotations__ = annotations
    return operation


class InteractionWithWords(row_of("interactions")):  # type: ignore[misc]
    """An interaction, and its words."""

    text: Words | None


class InteractionsAsked(OfTime):
    """Which interactions, with or without their words."""

    text: bool = False


@router.get("/interactions", response=page_of(InteractionWithWords), operation_id="list_interactions")
def list_interactions(request: HttpRequest, asked: Query[InteractionsAsked]) -> dict[str, Any]:
    """Everything that passed between us and a customer, once. With `text=true` its words too."""
    user = asking(request, "record:read")
    rows = narrowed("interactions", visible("interactions", user), asked).defer("read_from_text")
    if asked.text:
        rows = rows.select_related("text")

    def tell(row: Interaction) -> dict[str, Any]:
        return {**told("interactions", row), "text": words_of(row) if asked.text else None}

    return page(rows, order_of("interactions", asked), asked, tell)


@router.get("/interactions/{path:interaction_id}", response=InteractionWithWords, operation_id="get_interactions")
def get_interaction(request: HttpRequest, interaction_id: str) -> dict[str, Any]:
    """One interaction with its words."""
    row = one("interactions", asking(request, "record:read"), interaction_id)
    return {**told("interactions", row), "text": words_of(row)}


def register(table: str) -> None:
    """Give a table its operations."""
    shape: type[Schema] = row_of(table)
    router.get(f"/{table}", response=page_of(shape), operation_id=f"list_{table}", summary=f"List {table}")(
        listing(table)
    )
    if len(TABLES[table].key) == 1 and table != "identities":
        path = f"/{table}/{{path:row_id}}"
        router.get(path, response=shape, operation_id=f"get_{table}", summary=f"One row of {table}")(single(table))


def register_all() -> None:
    """Give every table its operations; those with paths below them come after these (a path may hold slashes)."""
    for table in TABLES:
        if table not in ELSEWHERE:
            register(table)
