"""The MCP server: the tools, for one person, whose rights are asked for anew on each call."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import Http404

from deeproot_app.api import scopes, tokens
from deeproot_app.api.mcp.tools import NOTE, TOOLS
from deeproot_app.base import clock
from deeproot_app.base.errors import NotSignedIn, UserError
from deeproot_app.base.models import User

if TYPE_CHECKING:
    from mcp.server import MCPServer

NAME: Final = "deeproot"
INSTRUCTIONS: Final = f"""\
What each customer lived through with this company, and what is owed to them. Reading and drafting only. Begin with
`search`; before anybody calls a customer, read `customer_brief`. Every figure names the rows behind it.
{NOTE}"""
SCOPE: Final = {"promises_due": "promises:read", "customer_brief": "record:read", "timeline": "record:read"}
"""What a token must be allowed for a tool; the mirror's scope for all others."""

Who = Callable[[], tuple[User, list[str]]]
"""Gives the person who asks, and the scopes they ask with. Raises NotSignedIn where they may not any more."""


def of_token(text: str) -> Who:
    """Whoever that token is of, looked up on each call: revoked, it opens nothing from that moment."""

    def who() -> tuple[User, list[str]]:
        found = tokens.bearer(text)
        if found is None:
            raise NotSignedIn("The token is unknown, expired or revoked.")
        return found[0], list(found[1].scopes)

    return who


def of_member(email: str) -> Who:
    """The person with that address, with all their rights to read: for whoever can run commands on the machine."""

    def who() -> tuple[User, list[str]]:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise NotSignedIn(f"Nobody active has the address {email}. `deeproot user list` shows who is there.")
        user.narrowed_to, user.via = scopes.acts(["read"]), "mcp"
        return user, ["read"]

    return who


def for_long(who: Who) -> Who:
    """The same, for a process that lives long: a connection that the database has closed meanwhile is opened anew."""

    def again() -> tuple[User, list[str]]:
        close_old_connections()
        return who()

    return again


def server(who: Who) -> MCPServer:
    """The server, with a tool for each function of `tools`."""
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    from deeproot_app.settings import LOG_LEVEL

    made = MCPServer(NAME, title="Deeproot", instructions=INSTRUCTIONS, log_level=_level(LOG_LEVEL))
    for function in TOOLS:
        made.add_tool(
            _tool(function, who),
            name=function.__name__,
            description=inspect.getdoc(function),
            annotations=ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False),
            structured_output=False,
        )
    return made


def _level(level: str) -> Any:
    return level if level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL") else "WARNING"


def _tool(function: Callable[..., Any], who: Who) -> Callable[..., Any]:
    """The function as a tool: without its person, run in the thread that may ask the database."""

    def asked(**given: Any) -> str:
        return answered(function, who, given)

    @wraps(function)
    async def tool(**given: Any) -> str:
        return str(await sync_to_async(asked, thread_sensitive=True)(**given))

    signature = inspect.signature(function)
    own = [parameter for name, parameter in signature.parameters.items() if name != "user"]
    annotations = inspect.get_annotations(function, eval_str=True)
    annotations.pop("user")
    tool.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[one.replace(annotation=annotations[one.name]) for one in own], return_annotation=str
    )
    tool.__annotations__ = {**annotations, "return": str}
    del tool.__wrapped__
    return tool


def answered(function: Callable[..., Any], who: Who, given: dict[str, Any]) -> str:
    """What the tool gives, as JSON; a person's mistake, or a lack of rights, as a sentence that the agent is told."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        user, held = who()
        needed = SCOPE.get(function.__name__, "mirror:read")
        if not scopes.holds(held, needed):
            raise UserError(f"This token lacks the scope {needed}; make one that has it.")
        return json.dumps(function(user, **given), ensure_ascii=False, default=_plain)
    except UserError as refused:
        raise ToolError(refused.message) from None
    except Http404:
        raise ToolError("There is no such thing, or it is not for your eyes.") from None


def _plain(value: Any) -> str:
    return clock.written(value) if isinstance(value, date) else str(value)
