"""Where a mail server is and who asks it to send; what a person is asked for that, and what is wrong with it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deeproot_app.channels.email.sending.answers import Fault
from deeproot_app.channels.shapes import Setting

PORTS: Final = {"tls": 465, "starttls": 587, "none": 25}
"""How the line is encrypted, and where a server listens for that (RFC 8314)."""
SETTINGS: Final = (
    Setting("host", "Server", "The SMTP server by which your mail leaves, such as smtp.example.com."),
    Setting(
        "security",
        "Encryption",
        "Without encryption only a mail server on this very machine may be asked.",
        kind="choice",
        choices=(("tls", "TLS (port 465)"), ("starttls", "STARTTLS (port 587)"), ("none", "none")),
        default="tls",
    ),
    Setting("port", "Port", "Only where it is not the usual one.", kind="number", required=False, least=1, most=65_535),
    Setting("user", "User", "The name to log in with; empty where the server asks for none.", required=False),
    Setting(
        "password",
        "Password",
        "Where signing in takes a second step, an app password made there; of OAuth, the access token.",
        kind="secret",
        required=False,
    ),
    Setting(
        "by",
        "Logs in by",
        kind="choice",
        choices=(("password", "password"), ("oauth", "OAuth access token (XOAUTH2)")),
        default="password",
    ),
    Setting(
        "authority",
        "Own certificate authority",
        "Its certificate in PEM form, where the server's is signed by an authority of your own.",
        required=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, and who asks."""

    host: str
    security: str = "tls"
    """`tls`, `starttls`, or `none` for a server on this very machine."""
    port: int = 0
    """0: the usual one."""
    user: str = ""
    secret: str = field(default="", repr=False)
    by: str = "password"
    """How it logs in: `password` or `oauth`."""
    authority: str = ""
    hello: str = ""
    """The name by which we greet; empty: the machine's."""
    connect_seconds: float = 15.0
    seconds: float = 120.0
    """For a reply to anything but the final dot."""
    patience: float = 600.0
    """For the answer to the final dot (RFC 5321, 4.5.3.2.6)."""

    @property
    def at_port(self) -> int:
        return self.port or PORTS[self.security]

    @property
    def where(self) -> str:
        return f"{self.host}:{self.at_port}"

    def trusting(self) -> ssl.SSLContext:
        """Trust in the authorities of the system, and in one's own. Raises Fault where that cannot be read."""
        context = ssl.create_default_context()
        try:
            if self.authority:
                context.load_verify_locations(cadata=self.authority)
        except (ssl.SSLError, ValueError, TypeError) as fault:
            raise Fault("The certificate of your own authority cannot be read: it has to be in PEM form.") from fault
        return context


def server(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Server:
    """The server of checked settings."""
    return Server(
        host=str(settings.get("host", "")).strip(),
        security=str(settings.get("security") or "tls"),
        port=int(settings.get("port") or 0),
        user=str(settings.get("user", "")).strip(),
        secret=secrets.get("password", ""),
        by=str(settings.get("by") or "password"),
        authority=str(settings.get("authority") or "").strip(),
        patience=float(settings.get("patience") or 600.0),
    )


def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with settings that are each right by themselves; asks nobody."""
    from deeproot_app.channels.email.imap import is_here  # loads the client of mailboxes

    wrong: dict[str, str] = {}
    host = settings.get("host", "").strip()
    if not host or any(sign in host for sign in "/@ \t") or "://" in host:
        wrong["host"] = "Give the name of the server alone, such as smtp.example.com."
    elif settings.get("security") == "none" and not is_here(host):
        wrong["security"] = "Only a mail server on this very machine may be asked without encryption; choose TLS."
    if settings.get("user", "").strip() and not secrets.get("password"):
        wrong["password"] = "Whoever logs in needs a password."  # noqa: S105 - a sentence
    try:
        server({"host": host, "authority": settings.get("authority", "")}, {}).trusting()
    except Fault as fault:
        wrong["authority"] = fault.message
    return wrong
