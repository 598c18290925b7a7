"""Personas are suggested from what lasts, where halves of the company agree, and from nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot import sample
from deeproot.engines import open_tables
from deeproot.understand.personas.drift import fits, means, moved
from deeproot.understand.personas.groups import lasting
from deeproot.understand.personas.suggest import Suggestion, suggest
from deeproot.understand.personas.traits import traits

AS_OF = datetime.fromisoformat("2026-06-30")
READ = ("customers", "interactions", "subscriptions", "purchases")
Frames = dict[str, pd.DataFrame]


@cache
def company() -> Frames:
    told = sample.company(until=AS_OF).tables
    return {name: pd.DataFrame(told[name]) for name in READ}


@cache
def of_company() -> Suggestion:
    return suggest(company(), AS_OF)


@cache
def made(groups: bool = True, many: int = 60, seed: int = 3) -> Frames:
    """Customers who chat weekly, and others who mail and buy every month; or all drawn alike."""
    dice, rows, bought, people = Random(seed), [], [], []
    for number in range(many):
        one, chats = f"c{number:03d}", number % 2 == 0
        people.append({"customer_id": one, "name": one, "kind": "person", "since": AS_OF - timedelta(days=900)})
        pace = (8 if chats else 40) if groups else 20
        for turn in range(730 // pace):
            at = AS_OF - timedelta(days=turn * pace + dice.random() * pace, hours=1)
            channel = ("chat" if chats else "email") if groups else dice.choice(["chat", "email"])
            rows.append(said(f"{one}-{turn}", one, at, channel))
            if groups and not chats and turn:
                bought.append({"purchase_id": f"p{one}-{turn}", "customer_id": one, "happened_at": at,
                               "amount": 20.0 + dice.random(), "currency": "EUR"})  # fmt: skip
    frames = {"customers": pd.DataFrame(people), "interactions": pd.DataFrame(rows)}
    return frames | ({"purchases": pd.DataFrame(bought)} if bought else {})


@cache
def traits_of_made() -> pd.DataFrame:
    return traits(open_tables(made()), AS_OF)


def said(key: str, customer: str, at: datetime, channel: str) -> dict[str, Any]:
    return {
        "interaction_id": f"x:{key}", "customer_id": customer, "happened_at": at, "channel": channel,
        "direction": "in", "kind": "question", "customer_words": 10, "our_words": 0, "needs_answer": True,
        "automatic": False, "personal": True, "recorded_seq": 0,
    }  # fmt: skip


def test_two_halves_of_the_sample_company_agree_on_its_personas() -> None:
    found = of_company()
    assert found.chosen is not None, found.says
    assert found.chosen.mean >= 0.8 and found.chosen.low >= 0.8, found.says
    assert found.chosen.splits == 20 and found.chosen.least <= found.chosen.mean <= found.chosen.most
    assert sum(len(one.customers) for one in found.personas) == found.customers


def test_neither_the_persona_that_people_gave_nor_the_order_of_rows_is_read() -> None:
    mixed = {name: rows.sample(frac=1, random_state=5) for name, rows in company().items()}
    without = mixed | {"customers": mixed["customers"].drop(columns="persona")}
    assert suggest(without, AS_OF) == of_company()


def test_personas_that_were_put_there_are_found_and_named_by_what_marks_them() -> None:
    found = suggest(made(), AS_OF)
    assert len(found.personas) == 2, found.says
    assert {frozenset(one.customers) for one in found.personas} == {
        frozenset(f"c{number:03d}" for number in range(first, 60, 2)) for first in (0, 1)
    }
    chats = next(one for one in found.personas if "c000" in one.customers)
    assert "by_chat" in {one.trait for one in chats.telling if one.apart > 0}
    assert len({one.name for one in found.personas}) == 2 and all(one.telling for one in found.personas)


def test_customers_who_differ_by_chance_only_are_given_no_personas_and_it_says_why() -> None:
    found = suggest(made(groups=False), AS_OF)
    assert found.chosen is None and not found.personas
    assert found.says.startswith("Nothing is suggested")


def test_of_a_handful_of_customers_nothing_is_suggested() -> None:
    found = suggest(made(many=12), AS_OF)
    assert not found.personas and "too few" in found.says


def test_what_lasts_counts_and_what_does_not_is_left_out() -> None:
    found = of_company()
    assert found.lasting["uses"] > 0.9 and "uses" in found.forming
    assert found.lasting["hears"] < 0.3 and "hears" not in found.forming


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 400), st.sampled_from(["chat", "email", "call"])),
                min_size=1, max_size=30))  # fmt: skip
def test_nothing_after_the_moment_asked_changes_anything(later: list[tuple[int, int, str]]) -> None:
    given_ = made()
    rows = [said(f"later-{n}", f"c{who:03d}", AS_OF + timedelta(hours=hours), channel)
            for n, (who, hours, channel) in enumerate(later)]  # fmt: skip
    more = given_ | {"interactions": pd.concat([given_["interactions"], pd.DataFrame(rows)])}
    pd.testing.assert_frame_equal(traits(open_tables(more), AS_OF), traits_of_made())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000))
def test_the_order_of_rows_changes_no_trait(seed: int) -> None:
    given_ = made()
    mixed = {name: rows.sample(frac=1, random_state=seed) for name, rows in given_.items()}
    pd.testing.assert_frame_equal(traits(open_tables(mixed), AS_OF), traits_of_made())


def test_a_customer_who_lives_as_another_persona_does_is_told() -> None:
    rows = traits_of_made()
    own = {one: "Chatters" if int(one[1:]) % 2 == 0 else "Buyers" for one in rows.index}
    assert fits(rows, own) == []
    (told,) = fits(rows, own | {"c000": "Buyers"})
    assert (told.customer_id, told.persona, told.better) == ("c000", "Buyers", "Chatters") and told.times > 2


def test_a_persona_whose_traits_moved_is_told_with_what_moved() -> None:
    rows = traits_of_made()
    chats, buys = rows.iloc[::2], rows.iloc[1::2]
    assert moved(means(chats), chats, rows) == []
    assert {one.trait for one in moved(means(chats), buys, rows)} >= {"by_chat", "by_email", "buys"}


def test_a_trait_that_turns_from_half_to_half_counts_nothing() -> None:
    rows = traits_of_made()
    assert lasting(rows)["by_chat"] == pytest.approx(1.0)
    assert lasting(rows.assign(**{"by_chat.1": rows["by_chat.1"].to_numpy()[::-1]}))["by_chat"] == 0.0
