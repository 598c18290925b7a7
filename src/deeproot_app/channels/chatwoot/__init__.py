"""Chatwoot: every message of its conversations, as its webhooks tell of them."""

from typing import Final

from deeproot_app.channels.chatwoot.signed import verify
from deeproot_app.channels.chatwoot.tell import tell as told
from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.strangers import SETTING

NAME: Final = "Chatwoot"
SAYS: Final = "messages of Chatwoot's conversations, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting(
        "secret",
        "Webhook secret",
        "In Chatwoot under Settings, Integrations, Webhooks, at the webhook. Versions that show none do not sign: "
        "leave this empty there; then whoever knows the address below can send.",
        kind="secret",
        required=False,
    ),
    SETTING,
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "told", "verify"]
