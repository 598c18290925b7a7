"""The OpenAPI 3.1 document: what ninja makes of the operations, and what holds for all of them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from ninja import Field, NinjaAPI, Schema
from ninja.security import HttpBearer

from deeproot_app.api import scopes
from deeproot_app.api.rest.problems import MEDIA_TYPE

BASE: Final = "/api/v1/"
SAYS: Final = """\
Deeproot knows what each customer lived through with you. Programs read the record and what is understood of it, and
write what people write on the pages, with the same rights, the same trail and the same way back.

**Who asks.** Send `Authorization: Bearer deeproot_…`: a token that a person made for a program (Your settings, Tokens).
It may do what that person may, within the token's scopes: {scopes}.

**Pages.** A list answers with `data` and `next`; pass `next` as `cursor` until it is null. To follow what changes, pass
`upto` as `updated_since` the next time: numbers grow in the order of commits, so nothing is missed. What was taken back
(an import undone) is not told so.

**Writing twice.** Send `Idempotency-Key` with a POST: the same request with the same key and token is done once and
answered the same for 24 hours. Interactions are known by their `interaction_id` too.

**Refusals** are problem documents (RFC 9457) with one sentence in `detail`. What you may not see does not exist: 404.
"""
PROBLEMS: Final = {
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token lacks the scope, or its person the right.",
    "404": "There is no such thing, or it is not for your eyes.",
    "405": "The address is for another method; `Allow` says for which.",
    "409": "The request is right by itself and cannot be done as things stand; `detail` says why.",
    "413": "Larger than 5 MB.",
    "415": "The body is no application/json.",
    "422": "The request is not right by itself; `detail` says what is wrong, `errors` where.",
    "429": "Too many requests; `Retry-After` says how many seconds to wait.",
}


class Trouble(Schema):
    """Where something is not right."""

    where: str
    says: str


class ProblemDocument(Schema):
    """Why it was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Trouble] = Field(default_factory=list)


class Bearer(HttpBearer):
    """Only told of here: `guard` has asked before ninja is reached."""

    def __call__(self, request: Any) -> Any:
        return request.user

    def authenticate(self, request: Any, token: str) -> Any:
        return request.user


def description() -> str:
    return SAYS.format(scopes=", ".join(f"`{name}` ({says})" for name, says in scopes.SCOPES.items()))


@cache
def document(api: NinjaAPI) -> dict[str, Any]:
    """The document, made once."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=BASE))
    schemas = made["components"]["schemas"]
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["ProblemDocument"] = problem
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    made["components"]["securitySchemes"] = {
        "Bearer": {"type": "http", "scheme": "bearer", "description": "A token: `deeproot_` and 43 characters."}
    }
    made["security"] = [{"Bearer": []}]
    return made


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What holds for all operations: how they are refused, and the key that makes a write safe to repeat."""
    left_out = set() if method == "post" else {"413", "415"}
    if method == "get" and not path.endswith("/mirror"):
        left_out.add("409")
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    for status, says in PROBLEMS.items():
        if status not in left_out:
            operation["responses"][status] = {"description": says, "content": content}
    operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    operation["security"] = [{"Bearer": []}]
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _given(parameter["schema"])
    if method == "post" and not operation.pop(NOT_KEPT, False):
        operation.setdefault("parameters", []).append(IDEMPOTENCY)


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is given: in an address nothing can be null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **kinds[0]}


NOT_KEPT: Final = "x-not-kept"
"""Said of an operation whose answer is not kept to be given again: it takes no key."""
IDEMPOTENCY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "the same request with the same key is done once, and answered the same for 24 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!-~]+$"},
}


def known_parameters(made: dict[str, Any]) -> dict[str, dict[str, frozenset[str]]]:
    """For each path, by method, the parameters that its address may carry."""
    return {
        path: {
            method.upper(): frozenset(one["name"] for one in operation["parameters"] if one["in"] == "query")
            for method, operation in methods.items()
        }
        for path, methods in made["paths"].items()
    }


def path_of(route: str) -> str:
    """A route of Django's as the document writes it: `customers/<path:row_id>` is `/api/v1/customers/{row_id}`."""
    return BASE + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
