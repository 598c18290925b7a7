"""Consent and objections: an append-only ledger of who said what about being contacted, when and how, and the proof.

It survives erasing a person, a file that brings them back, merging and restoring: only the person, or a consent with
its proof, loosens what was said. `standing.heard` is what the gate reads.
"""

from __future__ import annotations

from deeproot_app.record.consent.ledger import by_themself, consented, do_not_contact, lift, objected

__all__ = ["by_themself", "consented", "do_not_contact", "lift", "objected"]
