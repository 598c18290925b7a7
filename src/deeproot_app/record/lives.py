"""What becomes of the record's rows: taken out, brought in again, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base.life import ANEW, OWN_ID, RECKONED, TABLE, WITH_PERSON, Life
from deeproot_app.record import models

OF_CUSTOMER: Final = Life(customer="customer", left={}, taken=TABLE, merged=OWN_ID)
"""A row of the record about a customer, and about no one person of theirs."""
RAW: Final = "empty_raw takes their bytes, by the term raw, where one was set"
NAMELESS: Final = {"customer_id": None, "contact_id": None, "words": "", "proof": "", "source": "", "user": None}
"""What is left of a word about being contacted: that it was said, and for which digests it holds."""

LIVES: Final[Mapping[type[Model], Life]] = {
    models.Customer: Life(customer="pk", left={}, taken=TABLE, merged=OWN_ID),
    models.Contact: Life(customer="customer", contact="pk", taken=TABLE, merged=OWN_ID),
    models.Identity: Life(customer="contact__customer", contact="contact", taken=TABLE, merged=OWN_ID),
    models.Interaction: Life(
        customer="customer", contact="contact", left={"contact_id": None}, taken=TABLE, merged=OWN_ID
    ),
    models.Text: Life(customer="interaction__customer", contact="interaction__contact", taken=TABLE, merged=OWN_ID),
    models.Promise: OF_CUSTOMER,
    models.Belief: OF_CUSTOMER,
    models.Case: OF_CUSTOMER,
    models.Subscription: OF_CUSTOMER,
    models.Purchase: OF_CUSTOMER,
    models.Assignment: OF_CUSTOMER,
    models.Proposal: Life(customer="customer", contact="interaction__contact", taken=WITH_PERSON, merged=OWN_ID),
    models.Target: Life(customer="belief__customer", left={}, taken=TABLE, merged=OWN_ID),
    models.Progress: Life(customer="belief__customer", left={}, taken=TABLE, merged=OWN_ID),
    models.Step: Life(customer="customer", contact="contact", left={"contact_id": None}, taken=TABLE, merged=OWN_ID),
    models.Consent: Life(
        customer="customer_id", contact="contact_id", left=NAMELESS, outlives=NAMELESS, taken=TABLE, merged=OWN_ID
    ),
    models.ConsentAddress: Life(
        customer="consent__customer_id", left={}, outlives={}, taken=TABLE, merged=OWN_ID, searched=False
    ),
    models.ConsentKey: Life(searched=False, secret=("key",)),
    models.Named: Life(customer="customer", left={}, quotes={"words": ""}, merged=ANEW, swept=RECKONED),
    models.Link: Life(row=("kind", "from_id"), taken=TABLE, merged=OWN_ID),
    models.Pair: Life(row=("kind", "one"), merged=OWN_ID),
    models.MatchKey: Life(row=("kind", "row_id"), merged=ANEW, swept=RECKONED, searched=False),
    models.Change: Life(row=("table", "row_id"), merged=OWN_ID),
    models.Said: Life(row=("table", "row_id"), merged=OWN_ID),
    models.Arrival: Life(packed="data", taken=WITH_PERSON, merged=OWN_ID, swept=RAW),
    models.Awaited: Life(address="value", merged=OWN_ID),
    models.RawBlock: Life(packed="data", merged=OWN_ID, swept=RAW),
    models.RefusedRow: Life(packed="cells", merged=OWN_ID),
    models.Batch: Life(),
    models.Connection: Life(secret=("sealed", "settings", "cursor")),
    models.Member: Life(taken=TABLE),
    models.Resource: Life(taken=TABLE),
    models.Coverage: Life(taken=TABLE, searched=False),
    models.Folder: Life(searched=False),
    models.FolderDay: Life(searched=False),
    models.FileMapping: Life(),
    models.Erasure: Life(searched=False),
    models.ErasedDigest: Life(searched=False),
    models.RecordSequence: Life(searched=False),
    models.SearchIndex: Life(searched=False),
    models.DuplicateSearch: Life(searched=False),
    models.HandedOver: Life(searched=False, swept="snapshot.sync keeps the last thousand"),
}
