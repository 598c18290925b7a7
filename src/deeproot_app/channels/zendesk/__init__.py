"""Zendesk: tickets and their comments, organisations and people, as its webhooks tell of them."""

from typing import Final

from deeproot_app.channels.deliveries import key_of as key
from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.zendesk.signed import verify
from deeproot_app.channels.zendesk.tell import tell as told

NAME: Final = "Zendesk"
SAYS: Final = "tickets of Zendesk with their comments, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting(
        "secret",
        "Signing secret",
        "In Zendesk's Admin Center under Apps and integrations, Webhooks, at the webhook: “Reveal secret”.",
        kind="secret",
    ),
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "key", "told", "verify"]
