"""The way through a provider of mail (django-anymail), with its own honest uncertainty.

A provider takes a mail in one call of HTTP. Where no connection was made, or it answered that it did not take the
mail (4xx), nothing was taken. Whatever else goes wrong (no answer, 5xx, an answer that is none) leaves it uncertain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.answers import LONGEST, Answer
from deeproot_app.channels.email.sending.compose import bodies, file_name, kinds
from deeproot_app.channels.email.sending.offered import PROVIDERS

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives

    from deeproot_app.channels.email.sending.parcel import Parcel

TAKEN: Final = frozenset({"sent", "queued", "unknown"})
SECONDS: Final = 60.0
OURS_TO_MEND: Final = (401, 402, 403)
BUSY: Final = (408, 425, 429)


@dataclass
class ByProvider:
    """One provider, one call a mail."""

    by: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    patience: float = SECONDS

    def __post_init__(self) -> None:
        if self.by not in PROVIDERS:
            raise Fault(f"There is no provider {self.by!r} here; choose another way of sending.")
        self._parcel: Parcel | None = None
        self._backend: Any = None

    def offer(self, parcel: Parcel) -> Answer:
        self._parcel = parcel
        if self._backend is None:
            self._backend = self._connected()
        return Answer("sent")

    def _connected(self) -> Any:
        from anymail.exceptions import AnymailError
        from django.core.exceptions import ImproperlyConfigured
        from django.core.mail import get_connection

        one = PROVIDERS[self.by]
        given = {name: str(self.secrets.get(key) or self.settings.get(key) or "") for name, key in one.keywords.items()}
        try:
            backend: Any = get_connection(one.backend, fail_silently=False, **given)
            backend.timeout = SECONDS
            backend.open()
        except (AnymailError, ImproperlyConfigured, ValueError, TypeError) as fault:
            raise Fault(f"{one.label} cannot be used so: {' '.join(str(fault).split())[:200]}") from fault
        return backend

    def begin(self) -> bool:
        return True

    def content(self) -> Answer:
        return Answer("sent")

    def finish(self) -> Answer:
        import requests
        from anymail.exceptions import AnymailAPIError, AnymailError

        assert self._parcel is not None
        message = _message(self._parcel)
        try:
            self._backend.send_messages([message])
        except AnymailAPIError as fault:
            return _refused(fault.status_code, str(fault), fault.__cause__)
        except AnymailError as fault:
            return Answer("refused", says=_words(fault))
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as fault:
            return Answer("later", says=_words(fault))
        except (OSError, ValueError) as fault:
            return Answer("uncertain", says=_words(fault))
        return _status(message)

    def forget(self) -> None:
        self._parcel = None

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
        self._backend = None

    end = close


def _message(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail as Django's backends take it."""
    from django.core.mail import EmailMultiAlternatives

    mail = parcel.mail
    text, html = bodies(mail)
    named = dict(line.split(": ", 1) for line in kinds(mail))
    headers = {"Message-ID": f"<{mail.message_id}>", **named}
    if mail.parents:
        headers |= {"In-Reply-To": f"<{mail.parents[-1]}>", "References": " ".join(f"<{one}>" for one in mail.parents)}
    message = EmailMultiAlternatives(
        mail.subject, text, _addressed(mail.sender), [_addressed(mail.to)], headers=headers
    )
    message.attach_alternative(html, "text/html")
    for one in mail.enclosed:
        message.attach(file_name(one.name), one.data, one.type)
    message.track_opens = False  # type: ignore[attr-defined]
    message.track_clicks = False  # type: ignore[attr-defined]
    return message


def _addressed(who: Any) -> str:
    from email.utils import formataddr

    return formataddr((who.name, who.value)) if who.value.isascii() else str(who.value)


def _refused(status: int | None, words: str, cause: BaseException | None) -> Answer:
    """What an answer of HTTP that is no success means (RFC 9110, 15.5)."""
    import requests

    says = " ".join(words.split())[:LONGEST]
    if status is None:
        never = isinstance(cause, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError)
        return Answer("later" if never else "uncertain", says=says)
    if status in OURS_TO_MEND:
        raise Fault(f"The provider does not take our key or our sender: {status} {says}")
    if status in BUSY:
        return Answer("slow_down", str(status), says)
    return Answer("refused" if 400 <= status < 500 else "uncertain", str(status), says)


def _status(message: Any) -> Answer:
    found = getattr(message, "anymail_status", None)
    states = set(found.status or ()) if found is not None else set()
    named = str(found.message_id or "")[:300] if found is not None and isinstance(found.message_id, str) else ""
    if states & TAKEN:
        return Answer("sent", "accepted", ", ".join(sorted(states)), named)
    if states:
        return Answer("refused", "", f"the provider says: {', '.join(sorted(map(str, states)))}", named)
    return Answer("uncertain", says="the provider did not say what became of it", named=named)


def _words(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {' '.join(str(fault).split())}"[:LONGEST]
