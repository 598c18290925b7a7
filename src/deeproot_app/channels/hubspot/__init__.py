"""HubSpot: what changes of contacts, companies, deals and tickets, as its webhooks tell of it."""

from typing import Final

from deeproot_app.channels.hubspot.signed import verify
from deeproot_app.channels.hubspot.tell import tell as told
from deeproot_app.channels.shapes import Setting

NAME: Final = "HubSpot"
SAYS: Final = "changes of contacts, companies, deals and tickets of HubSpot, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting("secret", "Client secret", "In HubSpot, at your app, under Auth: it signs what is sent.", kind="secret"),
    Setting(
        "currency",
        "Currency of deals",
        "Of deals that do not say theirs: your account's, such as EUR.",
        required=False,
    ),
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "told", "verify"]
