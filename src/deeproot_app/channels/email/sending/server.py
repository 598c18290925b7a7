"""Where a mail server is and who asks it to send; what a person is asked for that, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from deeproot_app.channels.email.line import MailServer, wrong_with
from deeproot_app.channels.shapes import Setting

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
class Server(MailServer):
    """The server by which mail leaves, and who asks it to."""

    PORTS: ClassVar[Mapping[str, int]] = {"tls": 465, "starttls": 587, "none": 25}
    """RFC 8314."""

    hello: str = ""
    """The name by which we greet; empty: the machine's."""
    connect_seconds: float = 15.0
    seconds: float = 120.0
    """For a reply to anything but the final dot."""
    patience: float = 600.0
    """For the answer to the final dot (RFC 5321, 4.5.3.2.6)."""


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
    host, security = settings.get("host", "").strip(), settings.get("security", "")
    wrong = wrong_with(host, security, settings.get("authority", ""), "smtp.example.com")
    if settings.get("user", "").strip() and not secrets.get("password"):
        wrong["password"] = "Whoever logs in needs a password."  # noqa: S105 - a sentence
    return wrong
