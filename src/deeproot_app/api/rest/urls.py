"""The addresses of the REST API. Loaded, with ninja, when the first of them is asked for."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer

from deeproot_app.base import clock

# Their order is that of the paths: one that may hold slashes comes after those that stand below it.
from deeproot_app.api.rest import loyalty  # isort: skip
from deeproot_app.api.rest import results  # isort: skip
from deeproot_app.api.rest import success  # isort: skip
from deeproot_app.api.rest import briefs  # isort: skip
from deeproot_app.api.rest import promises  # isort: skip
from deeproot_app.api.rest import beliefs  # isort: skip
from deeproot_app.api.rest import consents  # isort: skip
from deeproot_app.api.rest import today  # isort: skip
from deeproot_app.api.rest import calls  # isort: skip
from deeproot_app.api.rest import health  # isort: skip
from deeproot_app.api.rest import journeys  # isort: skip
from deeproot_app.api.rest import personas  # isort: skip
from deeproot_app.api.rest import habits  # isort: skip
from deeproot_app.api.rest import handovers  # isort: skip
from deeproot_app.api.rest import persons  # isort: skip
from deeproot_app.api.rest import interactions  # isort: skip
from deeproot_app.api.rest import library  # isort: skip
from deeproot_app.api.rest import surveys  # isort: skip
from deeproot_app.api.rest import tables  # isort: skip
from deeproot_app.api.rest import document, problems
from deeproot_app.api.rest.guard import guarded
from deeproot_app.api.rest.router import ROUTER

MODULES = (
    loyalty, results, success, briefs, promises, beliefs, consents, today, calls, health,
    journeys, personas, habits, handovers, persons, interactions, library, surveys, tables,
)  # fmt: skip


class Json(BaseRenderer):
    """JSON with moments in UTC, to the microsecond; never NaN."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False)


def plain(value: Any) -> str:
    """What JSON has no form for: moments and days as they are written, the rest by its words."""
    return clock.written(value) if isinstance(value, date) else str(value)


tables.register_all()
api = NinjaAPI(
    title="Deeproot",
    version="1",
    description=document.description(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="rest",
    auth=document.Bearer(),
    renderer=Json(),
)
api.add_router("", ROUTER)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return problems.invalid(fault.errors)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
    says = "The body is no JSON." if fault.status_code == 400 else str(fault)
    return problems.answer(422 if fault.status_code == 400 else fault.status_code, says)


@api.exception_handler(Exception)
def other(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problems.of(request, fault)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problems.of(request, fault)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. It says nothing of anybody's record: whoever reaches us may read it."""
    return HttpResponse(json.dumps(made(), ensure_ascii=False), content_type="application/json")


def made() -> dict[str, Any]:
    """The OpenAPI document of all operations."""
    return document.document(api)


@csrf_exempt
def nothing(request: HttpRequest, **_: Any) -> HttpResponse:
    """What is no address of the API."""
    return problems.answer(404, "There is no such address; /api/v1/openapi.json lists them.")


def patterns() -> list[URLPattern]:
    """Every operation behind the guard; the document and its page in front of it."""
    known = document.known_parameters(made())
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    return [
        path(route := str(one.pattern), guarded(one.callback, known[document.path_of(route)]), name=one.name)
        for one in found
    ]


app_name = "rest"
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *patterns(),
    re_path(r"", nothing, name="nothing"),
]
