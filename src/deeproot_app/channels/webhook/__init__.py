"""Any system that sends JSON and signs it as Standard Webhooks does, read by a mapping that you write once."""

from typing import Final

from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.webhook.mapping import check
from deeproot_app.channels.webhook.signed import key, verify
from deeproot_app.channels.webhook.tell import tell as told

NAME: Final = "Any webhook"
SAYS: Final = "JSON of any system that signs as Standard Webhooks does, read by a mapping of yours"
ADDRESS: Final = "/hooks/{slug}/"
KEPT: Final = ("webhook-id",)
SETTINGS: Final = (
    Setting(
        "secret",
        "Signing secret",
        "What the sender gives you for its endpoint, beginning with whsec_; left empty, one is made for you.",
        kind="secret",
        required=False,
        made="whsec_",
    ),
    Setting(
        "mapping",
        "Mapping",
        "JSON that says which of its fields are which of ours; docs/webhooks.md tells how.",
    ),
)

__all__ = ["ADDRESS", "KEPT", "NAME", "SAYS", "SETTINGS", "check", "key", "told", "verify"]
