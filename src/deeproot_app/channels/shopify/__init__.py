"""Shopify: customers and orders, as its webhooks tell of them."""

from typing import Final

from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.shopify.signed import verify
from deeproot_app.channels.shopify.tell import tell as told

NAME: Final = "Shopify"
SAYS: Final = "customers and paid orders of a Shopify shop, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting(
        "secret",
        "Signing secret",
        "In Shopify's admin under Settings, Notifications, Webhooks: “Your webhooks will be signed with”.",
        kind="secret",
    ),
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "told", "verify"]
