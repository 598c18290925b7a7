"""The line to a mail server, whatever is spoken on it: where it is, whom it trusts, and its faults in sentences."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import ClassVar, Final

from deeproot_app.base import net
from deeproot_app.base.errors import UserError

LONGEST: Final = 200


class Fault(UserError):  # noqa: N818 - the word of the trade
    """Why nothing can be read or handed over, and how to mend it. ``lasting``: only a person can; asking again is of
    no use."""

    def __init__(self, message: str, *, lasting: bool = True) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where a mail server is, and who asks."""

    PORTS: ClassVar[Mapping[str, int]] = {}
    """How the line is encrypted, and where a server listens for that."""

    host: str
    user: str = ""
    secret: str = field(default="", repr=False)
    """The password, or an OAuth access token."""
    port: int = 0
    """0: the usual one."""
    security: str = "tls"
    """`tls`, `starttls`, or `none` for a server on this very machine."""
    by: str = "password"
    """How it logs in: `password` or `oauth`."""
    authority: str = ""
    """Certificates (PEM) of an authority of one's own, beside those that the system trusts."""

    @property
    def at_port(self) -> int:
        return self.port or self.PORTS[self.security]

    @property
    def where(self) -> str:
        return f"{self.host}:{self.at_port}"

    @property
    def address(self) -> str:
        """The address to connect to, looked at. Raises OSError where there is none, or none that may be called."""
        socket.getaddrinfo(self.host, self.at_port)  # a name that nobody knows says so
        return net.reachable(self.host, self.at_port)


def wrong_with(host: str, security: str, authority: str, example: str) -> dict[str, str]:
    """What is wrong with where a server is said to be, by the names of the settings; asks nobody."""
    wrong: dict[str, str] = {}
    if not host or any(sign in host for sign in "/@ \t") or "://" in host:
        wrong["host"] = f"Give the name of the server alone, such as {example}."
    elif security == "none" and not is_here(host):
        wrong["security"] = "Only a mail server on this very machine may be asked without encryption; choose TLS."
    try:
        trusting(authority)
    except Fault as fault:
        wrong["authority"] = fault.message
    return wrong


def is_here(host: str) -> bool:
    """Whether that is this machine."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def trusting(authority: str) -> ssl.SSLContext:
    """Trust in the authorities of the system, and in one's own (PEM). Raises Fault where that cannot be read."""
    context = ssl.create_default_context()
    try:
        if authority.strip():
            context.load_verify_locations(cadata=authority)
    except (ssl.SSLError, ValueError, TypeError) as fault:  # TypeError: it is not ASCII
        raise Fault("The certificate of your own authority cannot be read: it has to be in PEM form.") from fault
    return context


@contextmanager
def faults_of(server: MailServer) -> Iterator[None]:
    """Turn what the network and TLS do wrong into sentences."""
    try:
        yield
    except ssl.SSLCertVerificationError as fault:
        raise Fault(_certificate(server, fault)) from fault
    except ssl.SSLError as fault:
        raise Fault(_no_tls(server, fault)) from fault
    except socket.gaierror as fault:
        raise Fault(
            f"No server is known under the name {server.host!r}. Check how it is written.", lasting=False
        ) from fault
    except net.Unreachable as fault:
        raise Fault(
            f"{server.host} lies in a network that this installation may not call. If it is your own mail server, "
            "name it in the setting DEEPROOT_INNER_HOSTS."
        ) from fault
    except TimeoutError as fault:
        raise Fault(
            f"{server.where} does not answer in time. If this lasts, check host and port, and whether a firewall "
            "stands between.",
            lasting=False,
        ) from fault
    except ConnectionRefusedError as fault:
        raise Fault(f"Nothing listens for mail at {server.where}. Check host and port.", lasting=False) from fault
    except OSError as fault:
        raise Fault(f"The line to {server.where} broke: {why(fault)}. It is tried again.", lasting=False) from fault


def why(fault: BaseException) -> str:
    """What went wrong, in a few words."""
    if isinstance(fault, TimeoutError):
        return "no reply in time"
    said = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return " ".join(said.split())[:LONGEST]


def _certificate(server: MailServer, fault: ssl.SSLCertVerificationError) -> str:
    says = (fault.verify_message or "it cannot be verified").rstrip(".")
    return (
        f"The certificate of {server.where} is not to be trusted: {says}. Use the name that the certificate is for; "
        "have it renewed if it has expired; if it is of an authority of your own, give that authority's certificate."
    )


def _no_tls(server: MailServer, fault: ssl.SSLError) -> str:
    other = "starttls" if server.security == "tls" else "tls"
    says = (fault.reason or "no common protocol").replace("_", " ").lower()
    return (
        f"{server.where} does not speak TLS as it should ({says}). Check the port, or choose {other.upper()} "
        f"(port {server.PORTS[other]})."
    )
