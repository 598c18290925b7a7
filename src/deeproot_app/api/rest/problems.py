"""Refusals as RFC 9457 problem documents: a status, and one clear sentence."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse

from deeproot_app.base.errors import NotSignedIn, UserError

MEDIA_TYPE: Final = "application/problem+json"
SAYS: Final = {
    401: "Send a token: `Authorization: Bearer deeproot_…`. It is unknown, expired or revoked, or there was none.",
    404: "There is no such thing, or it is not for your eyes.",
    413: "The request is larger than 5 MB; send it in parts.",
}
log = logging.getLogger("deeproot.api")


class Problem(UserError):  # noqa: N818 - the word of RFC 9457
    """A refusal with a status of its own."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


def answer(status: int, says: str, errors: Sequence[Mapping[str, Any]] = ()) -> HttpResponse:
    """The problem document. Its type is the status alone: what to do stands in its sentence."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": says,
    }
    if errors:
        document["errors"] = list(errors)
    return HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def of(request: HttpRequest, fault: Exception) -> HttpResponse:
    """What a program is told of a fault. What is nobody's mistake but ours is logged, and not told."""
    if isinstance(fault, UserError):
        return _of_a_person(fault)
    if isinstance(fault, Http404):
        return answer(404, SAYS[404])
    if isinstance(fault, RequestDataTooBig):
        return answer(413, SAYS[413])
    if isinstance(fault, PermissionDenied):
        return answer(403, "You may not do this.")
    log.error("%s %s failed", request.method, request.path, exc_info=fault)
    return answer(500, "This is a fault of Deeproot, not of yours; its log tells more.")


def _of_a_person(fault: UserError) -> HttpResponse:
    """The request is right by itself (else it is 422), and cannot be done as things stand."""
    if isinstance(fault, NotSignedIn):
        return _with(answer(401, SAYS[401]), {"WWW-Authenticate": 'Bearer realm="Deeproot"'})
    if isinstance(fault, Problem):
        return _with(answer(fault.status, fault.message), fault.headers)
    return answer(409 if fault.status == 400 else fault.status, fault.message)


def invalid(errors: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """What is wrong with the values that were sent: where, and why, each."""
    told = [{"where": ".".join(map(str, error["loc"])), "says": str(error["msg"])} for error in errors]
    first = told[0]
    more = f", and {len(told) - 1} more" if len(told) > 1 else ""
    return answer(422, f"{first['where']}: {first['says']}{more}.", told)


def _with(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response.headers[name] = value
    return response
