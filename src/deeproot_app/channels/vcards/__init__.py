"""Address books: vCard files (2.1, 3.0, 4.0) to the people in them."""

from typing import Final

from deeproot_app.channels.vcards.cards import Card, cards, is_vcard

SAYS: Final = "address books: vCard files (.vcf)"

__all__ = ["SAYS", "Card", "cards", "is_vcard"]
