"""Where agents ask over HTTP: the Model Context Protocol, with a token."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from deeproot_app.api.mcp.http import answer
from deeproot_app.api.mcp.server import of_token
from deeproot_app.api.rest import problems
from deeproot_app.api.rest.guard import MOST_BYTES, who
from deeproot_app.api.rest.problems import Problem


@csrf_exempt  # a token is sent by a program on purpose; no browser adds one by itself
def agents(request: HttpRequest) -> HttpResponse:
    """One request of the protocol. Only POST: there is no stream to listen to, and no session to end."""
    try:
        who(request)
        if request.method != "POST":
            raise Problem(405, "Send a POST; there is no stream here.", {"Allow": "POST"})
        origin = request.headers.get("Origin", "")
        if origin and urlsplit(origin).netloc != request.get_host():
            raise Problem(403, "A page of another site may not ask here.")
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise Problem(413, problems.SAYS[413])
        token = request.headers["Authorization"].partition(" ")[2].strip()
        status, headers, body = answer(of_token(token), request.body, request.headers)
    except Exception as fault:
        return problems.of(request, fault)
    return HttpResponse(body, status=status, headers=headers)
