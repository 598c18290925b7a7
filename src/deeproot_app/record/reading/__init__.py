"""The record reads its own words: what was promised and what became of it, what customers say of themselves.

The library says what one text means; here it is held against the record, proposed, and applied by rule where it is
clear. People decide the rest, and whatever they decided stands. One question a file: ``unread`` (which texts),
``block`` (what must be known to read them), ``promises``, ``outcomes``, ``steps`` and ``course`` (what became of
promises, by words and by place in the thread), ``beliefs``, ``labels`` (what they say), ``write``, ``step`` (all of it,
block by block), ``side_by_side`` (by several processes), ``again`` (with a newer reader), ``decide``, ``agreement``,
``forget``.
"""
