"""How long what was brought in is kept beside the record (`base.keeping`)."""

from __future__ import annotations

from typing import Final

from deeproot_app.base.keeping import Term
from deeproot_app.record.arrivals.emptied import raw_before
from deeproot_app.record.uploads.work import waiting_before

TERMS: Final = (
    Term(
        "raw",
        "Mails and deliveries as they came",
        "The bytes of mails with what was attached to them, and of what sources delivered: to look up what was really "
        "said, to take it out for a person, and to read it again. Words and rows of the record stay.",
        None,
        raw_before,
        least=90,
        ever=True,
        why="What was read wrongly is found, and read again from the original, within a quarter.",
    ),
    Term(
        "uploads",
        "Uploads that nobody imported",
        "Files that wait on the page of imports.",
        7,
        lambda until: waiting_before(until).count(),
        most=90,
    ),
    Term(
        "record",
        "The record itself",
        "Customers, people, what passed between us, promises, beliefs, cases, contracts, plans.",
        None,
        why="It is what the system is for; a person's data go by erasing them (docs/privacy.md).",
    ),
    Term(
        "rows_of_files",
        "Rows of imported files as they stood there",
        "From which line of which file a row came.",
        None,
        why="They go with the import when it is taken back, and with a person who is erased.",
    ),
    Term(
        "objections",
        "Consents and objections",
        "Who said yes and no, when, with the proof.",
        None,
        why="An objection holds for ever, also against what comes in later (GDPR, article 21).",
    ),
    Term(
        "erasings",
        "Who was erased",
        "Keyed digests by which whoever was erased is known again, and the certificates.",
        None,
        why="Without them an old file would bring them back.",
    ),
)
