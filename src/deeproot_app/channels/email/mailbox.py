"""What a person is asked in order to connect a mailbox, and what is right or wrong with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from deeproot_app.channels.email.line import wrong_with
from deeproot_app.channels.shapes import Setting

if TYPE_CHECKING:
    from deeproot_app.channels.email.imap import Account

SETTINGS: Final = (
    Setting("host", "Server", "The IMAP server of the mailbox, such as imap.example.com."),
    Setting("user", "User", "The name to log in with: mostly the whole address."),
    Setting(
        "password",
        "Password",
        "Where signing in takes a second step, an app password made there; of OAuth, the access token.",
        kind="secret",
    ),
    Setting(
        "security",
        "Encryption",
        "Without encryption only a mail server on this very machine may be asked.",
        kind="choice",
        choices=(("tls", "TLS (port 993)"), ("starttls", "STARTTLS (port 143)"), ("none", "none")),
        default="tls",
    ),
    Setting("port", "Port", "Only where it is not the usual one.", kind="number", required=False, least=1, most=65_535),
    Setting(
        "by",
        "Logs in by",
        kind="choice",
        choices=(("password", "password"), ("oauth", "OAuth access token (XOAUTH2, OAUTHBEARER)")),
        default="password",
    ),
    Setting(
        "role",
        "This mailbox is",
        "An address for copies and forwards is put in BCC, and what arrived elsewhere is forwarded to it.",
        kind="choice",
        choices=(("mailbox", "where somebody's mail arrives"), ("address", "an address for copies and forwards")),
        default="mailbox",
    ),
    Setting(
        "also",
        "Folders read besides",
        "The inbox and what was sent are always read; name others, with commas between. Drafts, spam and trash never.",
        required=False,
    ),
    Setting(
        "creates_customers",
        "Make unknown people customers",
        "Those who write to us, and those we write to; never senders of automatic mail and lists.",
        kind="yes",
        required=False,
    ),
    Setting(
        "authority",
        "Own certificate authority",
        "Its certificate in PEM form, where the server's is signed by an authority of your own.",
        required=False,
    ),
)


def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with settings that are each right by themselves; asks nobody."""
    host, security = settings.get("host", "").strip(), settings.get("security", "")
    return wrong_with(host, security, settings.get("authority", ""), "imap.example.com")


def account(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Account:
    """Where the mailbox is, and who asks."""
    from deeproot_app.channels.email.imap import Account  # loads the client

    return Account(
        host=str(settings.get("host", "")).strip(),
        user=str(settings.get("user", "")).strip(),
        secret=secrets.get("password", ""),
        port=int(settings.get("port") or 0),
        security=str(settings.get("security") or "tls"),
        by=str(settings.get("by") or "password"),
        authority=str(settings.get("authority") or "").strip(),
    )


def also_read(settings: Mapping[str, Any]) -> list[str]:
    """The folders that a person named besides the inbox and what was sent."""
    return [name.strip() for name in str(settings.get("also") or "").split(",") if name.strip()]
