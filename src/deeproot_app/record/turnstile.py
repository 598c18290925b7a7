"""Who objects, and what is about to leave, pass one at a time: nothing leaves after an objection was recorded.

Whoever hands mail over passes before asking the gate, and says DATA before its transaction ends; whoever records an
objection passes too. So one of them is done before the other begins, and the gate sees what was done.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

NUMBER: Final = 0x6465_6570_726F_6F74
"""The lock's name among PostgreSQL's advisory locks: `deeproot`."""


def alone() -> None:
    """Pass: until the transaction at hand ends, nobody else does.

    On SQLite every transaction that writes is alone as it is (`transaction_mode` IMMEDIATE). Raises RuntimeError
    outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("alone() outside a transaction: the lock would end with the statement")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])
