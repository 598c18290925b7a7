"""MCP over HTTP, in the web processes that serve the pages: each POST is answered with JSON, nothing is kept between.

Streamable HTTP lets a server refuse the event stream of a GET (405) and answer a POST in one piece. So spoken it needs
no connection that stays open, and a WSGI server is all it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asgiref.sync import async_to_sync

from deeproot_app.api.mcp.server import Who, server

PASSED_ON: Final = ("content-type", "accept", "mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id")
"""Headers of the request that the protocol reads; headers of parameters (`mcp-param-…`) go with them."""
GIVEN_BACK: Final = ("content-type", "mcp-protocol-version", "mcp-session-id", "allow")


def answer(who: Who, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
    """What the server answers to one POST: status, headers, body."""
    sent = {name.lower(): value for name, value in headers.items()}
    passed = {name: value for name, value in sent.items() if name in PASSED_ON or name.startswith("mcp-param-")}
    return async_to_sync(_answer)(who, body, passed)


async def _answer(who: Who, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
    import httpx
    from mcp.server.transport_security import TransportSecuritySettings

    # Django has looked at the host, the view at the origin; a server a request, for it holds one person's rights.
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    application = server(who).streamable_http_app(json_response=True, stateless_http=True, transport_security=checked)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://localhost") as client,
    ):
        found = await client.post("/mcp", content=body, headers=dict(headers))
    return found.status_code, {n: found.headers[n] for n in GIVEN_BACK if n in found.headers}, found.content
