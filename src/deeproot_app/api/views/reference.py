"""The reference of the API as a page, drawn from the OpenAPI document: nothing is loaded from elsewhere, no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deeproot_app.api import scopes
from deeproot_app.base import access

Document = Mapping[str, Any]
NOT_SHOWN: Final = ("ProblemDocument", "Trouble")


@dataclass(frozen=True)
class Named:
    """A parameter, a field or an answer: its name, its type in words, what it says."""

    name: str
    type: str
    says: str
    shape: str = ""
    """The shape it holds, if it holds one."""
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation, as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    parameters: list[Named]
    body: str
    answers: list[Named]


@dataclass(frozen=True)
class Shape:
    """One shape, with its fields."""

    name: str
    says: str
    fields: list[Named]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and answers, every shape with its fields."""
    access.require(request.user, "self.change")
    from deeproot_app.api.rest.urls import made  # with ninja, which no other page needs

    found = {"scopes": scopes.SCOPES.items(), "headings": headings(made()), "shapes": shapes(made())}
    return render(request, "api/reference.html", found)


def headings(document: Document) -> list[tuple[str, list[Operation]]]:
    """The operations under their headings."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return list(found.items())


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        told.get("description", ""),
        [
            Named(one["name"], type_of(one["schema"]), one.get("description", ""), "", one["required"])
            for one in told["parameters"]
        ],
        shape_of(body),
        [_answer(status, answer) for status, answer in told["responses"].items()],
    )


def _answer(status: str, answer: Mapping[str, Any]) -> Named:
    content: Mapping[str, Any] = next(iter(answer.get("content", {}).values()), {})
    shape = shape_of(content.get("schema", {}))
    return Named(status, "", answer["description"], "" if shape in NOT_SHOWN else shape)


def shapes(document: Document) -> list[Shape]:
    """The shapes by name, each with its fields."""
    found = []
    for name, told in sorted(document["components"]["schemas"].items()):
        needed = told.get("required", [])
        fields = [
            Named(field, type_of(one), one.get("description", ""), shape_of(one), field in needed)
            for field, one in told.get("properties", {}).items()
        ]
        found.append(Shape(name, told.get("description", ""), fields))
    return found


def shape_of(schema: Mapping[str, Any]) -> str:
    """The name of the shape that a schema holds, alone, in a list or as one possibility; "" where it holds none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    return next((name for one in inner if isinstance(one, Mapping) and (name := shape_of(one))), "")


def type_of(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_of(one) for one in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return ", ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"list of {type_of(schema['items'])}"
    if "$ref" in schema:
        return shape_of(schema)
    return str({"date-time": "moment"}.get(schema.get("format", ""), schema.get("type", "anything")))
