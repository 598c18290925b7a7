"""Stripe: customers, subscriptions, and what was paid, as its webhooks tell of them."""

from typing import Final

from deeproot_app.channels.deliveries import key_of as key
from deeproot_app.channels.shapes import Setting
from deeproot_app.channels.stripe.signed import verify
from deeproot_app.channels.stripe.tell import tell as told

NAME: Final = "Stripe"
SAYS: Final = "customers, subscriptions and payments of Stripe, as its webhooks tell of them"
ADDRESS: Final = "/hooks/{slug}/"
SETTINGS: Final = (
    Setting(
        "secret",
        "Signing secret",
        "In Stripe's Dashboard under Webhooks, at the endpoint with the address below; it begins with whsec_.",
        kind="secret",
    ),
    Setting(
        "purchases",
        "What counts as a purchase",
        "Never both, or money would be counted twice. Subscriptions come in as contracts, and their invoices are none.",
        kind="choice",
        choices=(("invoices", "paid invoices that are of no subscription"), ("charges", "every charge")),
        default="invoices",
    ),
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "key", "told", "verify"]
