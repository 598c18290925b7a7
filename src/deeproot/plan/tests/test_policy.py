"""The gate: every kind against every reason, as docs/policy.md tells it; strict where words differ; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.plan.policy import (
    REASONS,
    Capacity,
    Facts,
    Frequency,
    Hours,
    Limits,
    OpenCase,
    Passed,
    Touch,
    Word,
    candidates,
    decide,
    decide_all,
)
from deeproot.plan.policy.kinds import KINDS

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
"""A Wednesday, noon in Berlin."""
NIGHT = NOON.replace(hour=23)
BERLIN = ("Europe/Berlin",)
WELL = Facts(zones=BERLIN, gifts_since_pitch=9)
KIND = ("answer", "holding", "admin", "care", "appreciation", "value", "renewal", "miss_you", "pitch", "survey")


def touch(kind: str = "value", channel: str = "email", **more: object) -> Touch:
    return Touch("c", "p", "ada", channel, kind, **more)  # type: ignore[arg-type]


def word(state: str, purpose: str = "marketing", channel: str = "", days: float = 9, **more: object) -> Word:
    return Word(state, purpose, channel, NOON - timedelta(days=days), "told Ada", **more)  # type: ignore[arg-type]


def ids(kind: str, facts: Facts, at: datetime = NOON, limits: Limits | None = None, **more: object) -> tuple[str, ...]:
    return decide(touch(kind, **more), facts, limits or Limits(), at).ids


SO_OFTEN = tuple(Passed(NOON - timedelta(days=1, hours=n), "email", "value") for n in range(4))
WORLDS = {
    "objected": WELL._replace(words=(word("objected"),)),
    "do_not_contact": WELL._replace(words=(word("do_not_contact", "all"),)),
    "no_consent": WELL._replace(left_at=NOON - timedelta(days=800)),
    "open_case": WELL._replace(open_cases=(OpenCase("k-1", frozenset({"tom"})),)),
    "low_capacity": WELL._replace(capacity=(Capacity("flood", NOON + timedelta(days=3)),)),
    "held_out": WELL._replace(held_out_by=("spring",)),
    "recently_surveyed": WELL._replace(surveyed_at=NOON - timedelta(days=10)),
    "out_of_balance": WELL._replace(gifts_since_pitch=3),
    "too_soon": WELL._replace(touches=SO_OFTEN),
    "quiet_hours": WELL,
}
STANDS = {
    "objected": "-----xxxxx",
    "do_not_contact": "xxxxxxxxxx",
    "no_consent": "-----xxxxx",
    "open_case": "xxxxxxxxxx",
    "low_capacity": "--------xx",
    "held_out": "---xxxxxxx",
    "recently_surveyed": "---------x",
    "out_of_balance": "--------x-",
    "too_soon": "---xxxxxxx",
    "quiet_hours": "---xxxxxxx",
}
"""For each reason: which of KIND it stands against, by mail, by a person. The table of docs/policy.md."""


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_stands_against_just_the_kinds_of_its_row(reason: str) -> None:
    at = NIGHT if reason == "quiet_hours" else NOON
    found = {kind: ids(kind, WORLDS[reason], at, programme_id="spring") for kind in KIND}
    assert "".join("x" if reason in found[kind] else "-" for kind in KIND) == STANDS[reason]
    assert all(set(some) <= {reason} for some in found.values()), "and no other reason does"


def test_the_table_knows_every_kind_and_reason() -> None:
    assert set(KIND) == KINDS
    assert set(STANDS) == set(REASONS) == set(WORLDS)


def test_all_reasons_are_told_at_once_the_gravest_first() -> None:
    worst = WORLDS["objected"]._replace(left_at=NOON - timedelta(days=800), gifts_since_pitch=0, touches=SO_OFTEN,
        capacity=(Capacity("flood", None),), open_cases=(OpenCase("k-1", frozenset()),),
    )  # fmt: skip
    found = decide(touch("pitch"), worst, Limits(), NIGHT)
    assert found.ids == tuple(one for one in REASONS if one in found.ids)
    assert len(found.ids) == 7
    assert not found.overridable
    assert found.lifts_at is None
    assert all(one.words.endswith(".") and one.fact.endswith(".") for one in found.reasons)


def test_a_care_call_by_a_person_is_no_marketing_and_a_campaign_of_care_is() -> None:
    assert ids("care", WORLDS["objected"]) == ()
    assert ids("care", WORLDS["objected"], personal=False) == ("objected",)
    assert ids("care", WORLDS["objected"], automatic=True) == ("objected",)


def test_who_wants_nothing_at_all_is_answered_when_they_ask() -> None:
    nothing = WELL._replace(words=(word("objected", "all", days=9),))
    assert [ids(kind, nothing) for kind in ("care", "answer", "admin")] == [("objected",), ("objected",), ()]
    asked = nothing._replace(asked_at=NOON - timedelta(days=2))
    assert [ids(kind, asked) for kind in ("care", "answer")] == [("objected",), ()]
    assert ids("answer", WORLDS["do_not_contact"]._replace(asked_at=NOON)) == ()
    assert ids("admin", WORLDS["do_not_contact"]._replace(asked_at=NOON)) == ("do_not_contact",)


def test_an_objection_on_one_channel_leaves_the_others() -> None:
    by_mail = WELL._replace(words=(word("objected", channel="email"),))
    assert ids("value", by_mail) == ("objected",)
    assert ids("value", by_mail, channel="call") == ()
    assert ids("value", by_mail, channel="") == ()


def test_who_objected_to_marketing_is_not_surveyed_unless_they_agreed_to_surveys() -> None:
    assert ids("survey", WORLDS["objected"]) == ("objected",)
    agreed = WELL._replace(words=(word("objected"), word("consented", "survey", days=1)))
    assert ids("survey", agreed) == ()
    assert ids("survey", WELL._replace(words=(word("objected", "survey"), word("consented", days=1)))) == ("objected",)


def test_only_a_sure_word_takes_an_objection_back() -> None:
    for sure in (True, False):
        said = WELL._replace(words=(word("objected"), word("consented", days=1, sure=sure)))
        assert (ids("value", said) == ()) is sure


def test_of_several_ids_and_addresses_the_strictest_counts() -> None:
    said = (word("objected", of="a"), word("consented", days=1, of="b"))
    assert ids("value", WELL._replace(words=said)) == ("objected",)


def test_a_consent_counts_only_for_whom_it_was_given() -> None:
    strict = Limits(basis="consent")
    assert ids("value", WELL, limits=strict) == ("no_consent",)
    assert ids("value", WELL._replace(words=(word("consented"),)), limits=strict) == ()
    assert ids("value", WELL._replace(words=(word("consented", own=False),)), limits=strict) == ("no_consent",)
    assert ids("value", WELL._replace(words=(word("consented", channel="call"),)), limits=strict) == ("no_consent",)
    assert ids("value", WELL, channel="letter", limits=strict) == ()


def test_a_purchase_is_a_basis_for_a_year_after_it() -> None:
    bought = Limits(basis="bought")
    assert ids("value", WELL, limits=bought) == ("no_consent",)
    assert ids("value", WELL._replace(bought_at=NOON - timedelta(days=300)), limits=bought) == ()
    assert ids("value", WELL._replace(bought_at=NOON - timedelta(days=400)), limits=bought) == ("no_consent",)
    assert ids("value", WELL._replace(left_at=NOON - timedelta(days=800)), limits=Limits(basis="none")) == ()


def test_a_case_is_for_those_who_work_on_it_and_who_was_briefed_and_no_time_for_surveys() -> None:
    case = WORLDS["open_case"]
    briefed = case._replace(last_internal_at=NOON - timedelta(hours=23))
    assert ids("care", case._replace(open_cases=(OpenCase("k", frozenset({"ada"})),))) == ()
    assert ids("care", briefed) == ()
    assert ids("care", case._replace(last_internal_at=NOON - timedelta(hours=25))) == ("open_case",)
    assert ids("survey", briefed) == ("open_case",)
    assert not decide(touch("survey"), briefed, Limits(), NOON).overridable
    assert ids("value", briefed, automatic=True) == ("open_case",)
    assert ids("admin", case, automatic=True) == ()


def test_an_open_case_is_told_by_the_day_it_was_opened_never_by_its_id() -> None:
    def fact(*opened: datetime | None) -> str:
        cases = tuple(OpenCase(f"c0239-case-{n}", frozenset(), at) for n, at in enumerate(opened))
        return decide(touch("care"), WELL._replace(open_cases=cases), Limits(), NOON).reasons[0].fact

    first, then = datetime(2026, 5, 3, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert fact(first) == "A support case has been open since 3 May 2026."
    assert fact(then, first) == "2 support cases are open, the first since 3 May 2026."
    assert fact(None) == "A support case is open."


def test_a_call_is_never_put_outside_hours_that_no_law_knows_but_an_answer_may_be() -> None:
    early, late = NOON.replace(hour=19, minute=30), NIGHT
    assert decide(touch("value", "call"), WELL, Limits(), early).overridable
    assert not decide(touch("value", "call"), WELL, Limits(), late).overridable
    assert decide(touch("answer", "call"), WELL, Limits(), late).overridable
    assert ids("answer", WELL, late) == ()


def test_nobody_decides_otherwise_about_what_no_person_sends() -> None:
    assert decide(touch("pitch"), WORLDS["out_of_balance"], Limits(), NOON).overridable
    assert not decide(touch("pitch", automatic=True), WORLDS["out_of_balance"], Limits(), NOON).overridable


def test_frequency_lifts_when_the_touch_that_counts_last_is_old_enough() -> None:
    seen = tuple(Passed(NOON - timedelta(days=days), "email", "value") for days in (1, 3, 6))
    (found,) = decide(touch(), WELL._replace(touches=seen), Limits(), NOON).reasons
    assert found.lifts_at == NOON - timedelta(days=3) + timedelta(days=7)
    after = decide(touch(), WELL._replace(touches=seen), Limits(), found.lifts_at)
    assert "too_soon" not in after.ids
    before = decide(touch(), WELL._replace(touches=seen), Limits(), found.lifts_at - timedelta(seconds=1))
    assert "too_soon" in before.ids
    often = Limits(personas={"Founder": {"email": Frequency(5, 7)}})
    assert ids("value", WELL._replace(touches=seen, persona="Founder"), limits=often) == ()
    assert ids("value", WELL, limits=Limits(frequency={"email": Frequency(0, 7)})) == ("too_soon",)


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind of touch"):
        decide(touch("newsletter"), WELL, Limits(), NOON)
    assert ids("value", WORLDS["recently_surveyed"], survey_id="s-1") == ("recently_surveyed",)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.lists(
    st.builds(
        word,
        st.sampled_from(["consented", "objected", "do_not_contact", "lifted"]),
        st.sampled_from(["marketing", "survey", "all"]),
        st.sampled_from(["", "email", "call"]),
        st.integers(0, 40),
        of=st.sampled_from("ab"),
        own=st.booleans(),
        sure=st.booleans(),
    ),
    max_size=8,
).map(lambda some: tuple(sorted(some, key=lambda one: one.at)))
TOUCHES = st.builds(
    touch,
    st.sampled_from(KIND),
    st.sampled_from(["email", "call", "sms", "letter", "chat", ""]),
    automatic=st.booleans(),
    personal=st.booleans(),
    programme_id=st.sampled_from([None, "spring"]),
)
FACTS = st.builds(
    Facts,
    words=WORDS,
    zones=st.sampled_from([(), BERLIN, ("America/New_York", "Pacific/Honolulu")]),
    left_at=st.none() | MOMENTS,
    bought_at=st.none() | MOMENTS,
    days_off=st.just(frozenset()),
    persona=st.none(),
    last_pitch_at=st.none() | MOMENTS,
    last_internal_at=st.none() | MOMENTS,
    touches=st.lists(st.integers(0, 30), max_size=6).map(
        lambda days: tuple(Passed(NOON - timedelta(days=one), "email", "value") for one in sorted(days))
    ),
    gifts_since_pitch=st.integers(0, 6),
    asked_at=st.none() | MOMENTS,
    open_cases=st.sampled_from([(), (OpenCase("k", frozenset({"ada"})),), (OpenCase("k", frozenset()),)]),
    capacity=st.sampled_from([(), (Capacity("flood", None),)]),
    surveyed_at=st.none() | MOMENTS,
    held_out_by=st.sampled_from([(), ("spring",)]),
)
LIMITS = st.builds(
    Limits, basis=st.sampled_from(["consent", "bought", "customer", "none"]), gifts=st.integers(0, 5),
    survey_rest_days=st.integers(0, 100),
)  # fmt: skip


@given(TOUCHES, FACTS, LIMITS, MOMENTS)
def test_one_by_one_and_in_bulk_it_says_the_same_and_says_it_again(
    given_touch: Touch, facts: Facts, limits: Limits, at: datetime
) -> None:
    found = decide(given_touch, facts, limits, at)
    assert decide_all([given_touch, given_touch], [facts, facts], limits, at) == [found, found]
    assert found.allowed == (not found.reasons)
    assert len(set(found.ids)) == len(found.ids)


@given(TOUCHES, FACTS, LIMITS, st.sampled_from(["a", "b", "c"]), st.sampled_from(["email", ""]))
def test_a_fresh_objection_always_bars_marketing_whatever_else_is_known(
    given_touch: Touch, facts: Facts, limits: Limits, of: str, channel: str
) -> None:
    said = facts._replace(words=(*facts.words, word("objected", "marketing", channel, 0, of=of)))
    found = decide(replace(given_touch, kind="pitch", channel="email"), said, limits, NOON)
    assert "objected" in found.ids
    assert not found.overridable


@settings(max_examples=300)
@given(st.sampled_from(["pitch", "survey", "care"]).map(touch), FACTS, LIMITS, WORDS)
def test_words_that_are_not_sure_and_words_of_others_never_loosen(
    given_touch: Touch, facts: Facts, limits: Limits, more: tuple[Word, ...]
) -> None:
    """Consents that a file, a merge or a program can add: they are not sure, and somebody else's."""
    added = tuple(one._replace(sure=False, own=False, at=NOON) for one in more if one.state == "consented")
    before = set(decide(given_touch, facts, limits, NOON).ids)
    after = set(decide(given_touch, facts._replace(words=(*facts.words, *added)), limits, NOON).ids)
    assert before <= after


def test_a_consent_to_surveys_that_is_not_sure_does_not_outweigh_an_objection_to_marketing() -> None:
    objection = word("objected", "marketing", days=20)
    unsure = word("consented", "survey", days=3, sure=False)
    assert "objected" in ids("survey", WELL._replace(words=(objection, unsure)))
    assert "objected" not in ids("survey", WELL._replace(words=(objection, unsure._replace(sure=True))))


def test_a_sure_consent_is_not_displaced_by_one_that_is_not() -> None:
    said = (word("consented", "survey", days=30), word("objected", "marketing", days=20))
    unsure = word("consented", "survey", days=3, sure=False)
    assert "objected" not in ids("survey", WELL._replace(words=said))
    assert "objected" not in ids("survey", WELL._replace(words=(*said, unsure)))


def test_zones_are_those_stated_else_all_of_the_countries() -> None:
    assert candidates(["Europe/Oslo", None], ["US"]) == ("Europe/Oslo",)
    assert candidates(["Europe/Oslo", "Asia/Tokyo"]) == ("Europe/Oslo", "Asia/Tokyo")
    assert set(candidates([None, "Mars/Base"], ["us"])) > {"America/New_York", "Pacific/Honolulu"}
    assert candidates([], [], "Europe/Rome") == ("Europe/Rome",)


def test_limits_are_read_from_what_was_changed_and_refused_in_a_sentence() -> None:
    limits = Limits.of({"hours": {"sms": None, "email": {"start": "9:00", "end": "24:00", "days": [0]}}, "gifts": 2})
    assert "sms" not in limits.hours
    assert limits.hours["email"] == Hours(540, 1440, frozenset({0}))
    assert (limits.gifts, Limits.of({})) == (2, Limits())
    for wrong, says in [
        ({"hours": {"email": {"start": "20:00", "end": "08:00"}}}, "begin before they end"),
        ({"hours": {"email": {"start": "nine", "end": "10:00"}}}, "no time of day"),
        ({"hours": {"email": {"start": "9:00", "end": "10:00", "days": []}}}, "no day of the week"),
        ({"frequency": {"email": {"most": 1.5, "days": 7}}}, "whole number"),
        ({"gifts": float("nan")}, "0 or more"),
        ({"basis": "hope"}, "must be one of"),
    ]:
        with pytest.raises(ValueError, match=says):
            Limits.of(wrong)
