"""Intercom: every message of its conversations, as its webhooks tell of them."""

from typing import Final

from deeproot_app.channels.deliveries import key_of as key
from deeproot_app.channels.intercom.signed import verify
from deeproot_app.channels.intercom.tell import tell as told
from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.strangers import SETTING

NAME: Final = "Intercom"
SAYS: Final = "messages of Intercom's conversations, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting(
        "secret",
        "Client secret",
        "In Intercom's Developer Hub, at your app, under Basic information: the client secret signs what is sent.",
        kind="secret",
    ),
    SETTING,
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "key", "told", "verify"]
