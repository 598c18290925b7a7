"""The providers through which mail may leave, and what each must be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider."""

    label: str
    backend: str
    """Its backend for Django."""
    keywords: Mapping[str, str]
    """What that is told, by our own names: `key`, `second_key`, `domain`."""


def _by(label: str, module: str, **keywords: str) -> Provider:
    return Provider(label, f"anymail.backends.{module}.EmailBackend", keywords)


PROVIDERS: Final[Mapping[str, Provider]] = {
    "brevo": _by("Brevo", "brevo", api_key="key"),
    "mailersend": _by("MailerSend", "mailersend", api_token="key"),  # noqa: S106 - the name of a field
    "mailgun": _by("Mailgun", "mailgun", api_key="key", sender_domain="domain"),
    "mailjet": _by("Mailjet", "mailjet", api_key="key", secret_key="second_key"),  # noqa: S106
    "postmark": _by("Postmark", "postmark", server_token="key"),  # noqa: S106
    "resend": _by("Resend", "resend", api_key="key"),
    "sendgrid": _by("SendGrid", "sendgrid", api_key="key"),
    "sparkpost": _by("SparkPost", "sparkpost", api_key="key"),
}
