"""The read step of a turn: texts that nobody has read, block by block, each committed whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from django.db.models import Q

from deeproot_app.base import jobs
from deeproot_app.record.reading import block, rules, unread, write
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.side_by_side import Readers, UnderWay, readers
from deeproot_app.record.reading.unread import Message

Tell = Callable[[int, int, str], None]
"""Told how far it is: texts read, of how many, and what it does."""
Next = Callable[[Sequence[Message]], list[Message]]
"""Gives the next messages to read, beside those that are at hand already; none where those must be written first."""
TRIES: Final = 5
"""How often a block is read anew because its customers changed meanwhile, before it is left to the next turn."""


def read_new(tell: Tell = jobs.progress) -> int:
    """Read the texts that nobody has read; gives how many.

    Broken off at any moment, the next time goes on with what was left. It costs the new texts, not the record.
    """
    return read_all(unread.unread(), rules.in_force(), tell)


def read_all(which: Q, inforce: Rules, tell: Tell) -> int:
    """Read those texts, block by block; by several processes where there are many."""
    done, whole, tries = 0, unread.count(which), 0
    with readers(whole) as who:
        for found in in_turn(partial(unread.block, which), inforce, who):
            try:
                write.write(found, inforce)
            except write.Overtaken:
                tries += 1
                if tries >= TRIES:
                    break
                continue
            tries = 0
            done += len(found.messages)
            tell(done, max(whole, done), f"read {done:,} of {max(whole, done):,} texts")
    return done


def in_turn(following: Next, inforce: Rules, who: Readers) -> Iterator[Block]:
    """Blocks as they are read, with all that bears on them: at most fifteen queries each beside those of ``following``.

    Each is written before the next is asked for; what is not, comes again.
    """
    under_way: deque[UnderWay] = deque()
    while True:
        while len(under_way) < who.ahead:
            messages = following([message for one in under_way for message in one.block.messages])
            if not messages:
                break
            under_way.append(who.begin(block.load(messages), inforce))
        if not under_way:
            return
        yield who.first(under_way)
