"""The ways by which a mail is handed over: by SMTP, or through a provider; both in the same few steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.compose import is_international
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.email.sending.server import Server, server
from deeproot_app.channels.email.sending.smtp import Line

SMTP: Final = "smtp"
MAILS_A_CONVERSATION: Final = 100
"""Then a new one is begun: some servers count."""


class Way(Protocol):
    """One way, used by one thread. Until `finish` is called nothing can have been taken."""

    patience: float

    def offer(self, parcel: Parcel) -> Answer:
        """Say who it is from and for; `sent` means: go on. Raises Fault where nothing can be handed over at all."""

    def begin(self) -> bool:
        """Begin to hand it over; waits for nothing. False where that cannot be."""

    def content(self) -> Answer:
        """All that can be done before it may be taken; `sent` means: go on."""

    def finish(self) -> Answer:
        """The last step, and its answer."""

    def forget(self) -> None:
        """Do not hand over what was offered."""

    def close(self) -> None:
        """Hang up, in the middle of whatever is being done."""

    def end(self) -> None:
        """Nothing more is to be handed over."""


class BySmtp:
    """The way of SMTP: one conversation after another."""

    def __init__(self, to: Server) -> None:
        self._line = Line(to)
        self._parcel: Parcel | None = None
        self.patience = to.patience

    def offer(self, parcel: Parcel) -> Answer:
        if self._line.open and self._line.mails >= MAILS_A_CONVERSATION:
            self._line.end()
        fresh = not self._line.open
        if fresh:
            self._line.connect()
        self._parcel = parcel
        answer = self._envelope(parcel)
        if not fresh and not self._line.open and answer.what == "later":
            self._line.connect()  # it had hung up on us while nothing was said: begin anew
            answer = self._envelope(parcel)
        return answer

    def _envelope(self, parcel: Parcel) -> Answer:
        return self._line.envelope(
            parcel.sender,
            parcel.mail.to.value,
            len(parcel.raw),
            international=is_international(parcel.mail),
            key=parcel.key,
        )

    def begin(self) -> bool:
        return self._line.begin()

    def content(self) -> Answer:
        assert self._parcel is not None
        return self._line.content(self._parcel.raw)

    def finish(self) -> Answer:
        return self._line.finish()

    def forget(self) -> None:
        self._line.forget()

    def close(self) -> None:
        self._line.close()

    def end(self) -> None:
        self._line.end()


def way(by: str, settings: Mapping[str, Any], secrets: Mapping[str, str], hello: str = "") -> Way:
    """The way of that name: `smtp`, or one of the providers. Raises Fault for one that there is not."""
    if by == SMTP:
        from dataclasses import replace

        return BySmtp(replace(server(settings, secrets), hello=hello))
    from deeproot_app.channels.email.sending.providers import ByProvider  # loads their library

    return ByProvider(by, settings, secrets)
