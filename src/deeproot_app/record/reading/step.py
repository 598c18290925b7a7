"""The read step of a turn: texts that nobody has read, block by block, each committed whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from deeproot_app.base import jobs
from deeproot_app.record.reading import block, customer, rules, unread, write
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.rules import Rules

Tell = Callable[[int, int, str], None]
"""Told how far it is: texts read, of how many, and what it does."""
TRIES: Final = 5
"""How often a block is read anew because its customers changed meanwhile, before it is left to the next turn."""


def read_new(tell: Tell = jobs.progress) -> int:
    """Read the texts that nobody has read; gives how many.

    Broken off at any moment, the next time goes on with what was left. It costs the new texts, not the record.
    """
    return read_all(unread.unread(), rules.in_force(), tell)


def read_all(which: Q, inforce: Rules, tell: Tell) -> int:
    """Read those texts, block by block."""
    done, whole, tries = 0, unread.count(which), 0
    while messages := unread.block(which):
        try:
            write.write(read_block(messages, inforce), inforce)
        except write.Overtaken:
            tries += 1
            if tries >= TRIES:
                break
            continue
        tries = 0
        done += len(messages)
        tell(done, max(whole, done), f"read {done:,} of {max(whole, done):,} texts")
    return done


def read_block(messages: list[unread.Message], inforce: Rules) -> Block:
    """Read some messages against all that bears on them; nothing is written."""
    found = block.load(messages)
    customer.read(found, inforce)
    return found
