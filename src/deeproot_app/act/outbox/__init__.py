"""E-mail that is never sent twice and never lost (docs/sending.md, DESIGN.md 7).

Whoever wants a mail to go *queues* it: a row of the ledger, one for each person and occasion, written before anything
moves. A worker claims it under a lease, asks the gate again, commits that it hands it over, and only then sends the
final dot. An answer that never came makes it *uncertain*; that is settled by looking, never by sending again.
"""

from __future__ import annotations

from deeproot_app.act.outbox.queueing import Mail, queue, queue_many

__all__ = ["Mail", "queue", "queue_many"]
