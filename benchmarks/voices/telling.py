"""Tell the sample company in a voice: its own words are put aside for as long as it is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, Final
from unittest.mock import patch

from deeproot.sample import Company, company, facts, firm, trade
from deeproot.sample.sentences import CLOSINGS, GRAMMARS, GREETINGS
from deeproot.sample.sentences.grammar import Grammar

from .voice import Voice

NOW: Final = datetime(2026, 6, 30, 9, 30)  # noqa: DTZ001 -- the sample's moments are UTC without an offset
"""Until then it is told."""


def told(voice: Voice | None, seed: int, customers: int, until: datetime) -> Company:
    """The company of that seed in that voice; without one, in the sample's own."""
    if voice is None:
        return company(seed=seed, customers=customers, until=until)
    with speaking(voice):
        return company(seed=seed, customers=customers, until=until)


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Within, everybody in the sample writes English in that voice."""
    with ExitStack() as aside:
        aside.enter_context(patch.object(GRAMMARS["en"], "rules", Grammar(voice.rules).rules))
        aside.enter_context(patch.dict(GREETINGS, en=voice.greetings))
        aside.enter_context(patch.dict(CLOSINGS, en=voice.closings))
        aside.enter_context(patch.object(facts, "SUBJECTS", voice.subjects))
        for place, name in places("NAME", firm.NAME):
            aside.enter_context(patch.object(place, name, voice.called))
        for table, rows in voice.trade.items():
            for place, name in places(table, getattr(trade, table)):
                aside.enter_context(patch.object(place, name, rows))
        for member in firm.MEMBERS:
            aside.enter_context(_hand(member, voice.hands[member.member_id]))
        yield


def places(name: str, value: Any) -> list[tuple[Any, str]]:
    """Every module of the sample that holds that very value by that name: some import a table, some its module."""
    modules = [module for told, module in sys.modules.items() if told.startswith("deeproot.sample.")]
    return [(module, name) for module in modules if vars(module).get(name) is value]


@contextmanager
def _hand(member: firm.Member, voice: firm.Voice) -> Iterator[None]:
    """Members are frozen and known by many: the one who is there writes otherwise for a while."""
    own = member.voice
    object.__setattr__(member, "voice", voice)
    try:
        yield
    finally:
        object.__setattr__(member, "voice", own)
