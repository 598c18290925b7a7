from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.understand.letter import Figure, Finding, Gap, Letter, Row, letter
from deeproot.understand.letter.letter import WISHES
from deeproot.understand.letter.words import SMALL, span

T = datetime(2026, 6, 30, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(figures: dict[str, tuple[float | None, int]], **more: object) -> Letter:
    evidence = more.pop("evidence", {})
    given = {measure: Figure(*figure) for measure, figure in figures.items()}
    findings, gaps = more.pop("findings", ()), more.pop("gaps", ())
    return letter("Acme Ltd", given, findings, evidence, gaps, T, **more)  # type: ignore[arg-type]


YEAR: dict[str, tuple[float | None, int]] = {
    "heard_from_us": (14, 14),
    "channels_used": (3, 14),
    "people_met": (4, 12),
    "asked_share": (0.75, 12),
    "value_share": (0.0, 12),
    "longest_silence_days": (143.2, 15),
    "current_silence_days": (40.5, 1),
    "thanked": (0, 0),
    "answer_hours": (26.4, 5),
    "unanswered": (2, 2),
    "promises_due": (5, 5),
    "promises_kept_share": (0.6, 5),
    "promise_delay_days": (4.2, 2),
    "early_share": (1 / 3, 3),
    "holding_loop": (3, 2),
    "record_gap_days": (0.0, 0),
}
EVIDENCE = {
    "longest_silence_days": [Row("m:9", at("2026-03-12"), 143.2)],
    "unanswered": [Row("m:1", at("2025-11-03"), 1), Row("m:2", at("2026-05-04"), 1)],
    "promises_kept_share": [Row(f"p:{n}", None, float(n < 3)) for n in range(5)],
}


def test_it_tells_the_year_in_order_with_real_numbers_and_days() -> None:
    text = str(told(YEAR, evidence=EVIDENCE))
    assert text.startswith("From 30 June 2025 to 30 June 2026: a year with you, as we lived it.")
    assert "Of the twelve whose purpose is known, nine asked for something, and none gave anything." in text
    assert "for 143 days, until 12 March" in text or "was 143 days, until 12 March" in text
    assert "Your last word came on 21 May, 41 days ago." in text
    assert "Twice we asked and got no answer, on 3 November 2025 and on 4 May." in text
    assert "Of five promises that fell due you kept three in time." in text
    assert "Once you were a day or more earlier than promised." in text
    assert "Where you were late, it was typically by four days." in text
    assert "Over one promise you put us off three times." in text


def test_every_sentence_carries_the_ids_behind_it() -> None:
    found = {m: s for s in told(YEAR, evidence=EVIDENCE).sentences for m in s.measures}
    assert found["unanswered"].evidence == ("m:1", "m:2")
    assert found["longest_silence_days"].evidence == ("m:9",)
    assert set(found["promises_kept_share"].evidence) == {f"p:{n}" for n in range(5)}


def test_it_does_not_say_that_nobody_thanked_while_some_purposes_are_unknown() -> None:
    assert "thank" not in str(told(YEAR))
    known = YEAR | {"asked_share": (0.5, 14)}
    assert "thank" in str(told(known))


def test_a_person_says_i() -> None:
    text = str(told(YEAR | {"uninformed_contacts": (1, 1)}, kind="person"))
    assert "as I lived it" in text
    assert " I am doing" in text
    assert not re.search(r"\b(we|us|our|ours)\b", text, re.IGNORECASE)


def test_a_null_figure_is_not_told() -> None:
    text = str(told(dict.fromkeys(YEAR, (None, 0))))
    assert text == (
        "From 30 June 2025 to 30 June 2026: a year with you, as we lived it.\n\n"
        "The record holds nothing more of it than this.\n\n"
        "Whether the record of all this is whole, nobody can say."
    )


def test_a_silence_that_rests_on_a_gap_says_so_and_names_the_gap() -> None:
    gap = Gap("mail", at("2026-06-01"), at("2026-06-09"))
    found = told(YEAR | {"record_gap_days": (8.0, 1)}, evidence=EVIDENCE, gaps=[gap])
    last = next(s for s in found.sentences if "current_silence_days" in s.measures)
    assert last.gaps == (gap,)
    assert last.text.endswith("41 days ago, as far as the record goes.")
    longest = next(s for s in found.sentences if s.measures == ("longest_silence_days",))
    assert longest.gaps == ()
    assert "Of eight days the record holds only a part (mail from 1 June to 9 June)" in str(found)


def test_who_came_within_the_year_is_told_from_their_first_day() -> None:
    text = str(told(YEAR, since=at("2026-03-03")))
    assert text.startswith("We came to you on 3 March 2026. This is how it went until 30 June 2026.")


def test_who_left_is_told_until_that_day() -> None:
    assert "to 30 June 2026: a year with you, as we lived it, the day we left." in str(told(YEAR, left=True))


def test_nothing_heard_is_said_once_and_not_as_a_silence_beside_it() -> None:
    text = str(told({"heard_from_us": (0, 0), "longest_silence_days": (365, 1), "current_silence_days": (365, 1)}))
    assert "365" not in text
    assert len(re.findall("once", text)) == 1


def test_days_are_those_of_the_readers_zone() -> None:
    rows = {"unanswered": [Row("m:1", datetime(2026, 5, 4, 23, 30, tzinfo=UTC), 1)]}
    assert "on 5 May" in str(told({"unanswered": (1, 1)}, evidence=rows, zone="Europe/Berlin"))
    assert "on 4 May" in str(told({"unanswered": (1, 1)}, evidence=rows))


@pytest.mark.parametrize("scenario", WISHES)
def test_the_most_pressing_finding_becomes_a_wish_with_its_evidence(scenario: str) -> None:
    wish = told(YEAR, findings=[Finding(scenario, ("m:7",))]).sentences[-1]
    assert wish.text.startswith("What we would ask of you: ")
    assert wish.evidence == ("m:7",)


def test_two_customers_with_the_same_year_do_not_get_the_same_words() -> None:
    figures = {measure: Figure(*figure) for measure, figure in YEAR.items()}
    texts = {str(letter(name, figures, (), EVIDENCE, (), T)) for name in ("Acme", "Birch", "Cedar", "Dune", "Elm")}
    assert len(texts) > 2


COUNTS = "unanswered holding_loop explained_again pitched_in_hard_times uninformed_contacts hollow_words"
COUNTS += " silent_complaints great_unprobed thanked heard_from_us channels_used people_met promises_due"
SHARES = "asked_share value_share renewal_only_share promises_kept_share early_share listening_share assumed_share"
LENGTHS = "longest_silence_days current_silence_days promise_delay_days answer_hours record_gap_days"


@st.composite
def years(draw: st.DrawFn) -> tuple[dict[str, Figure], dict[str, list[Row]], list[Gap]]:
    figures: dict[str, Figure] = {}
    for measure in COUNTS.split():
        n = draw(st.integers(0, 40))
        figures[measure] = Figure(draw(st.sampled_from([float(n), None])), n)
    for measure in SHARES.split():
        n = draw(st.integers(0, 30))
        part = draw(st.integers(0, n))
        figures[measure] = Figure(part / n if n and draw(st.booleans()) else None, n)
    for measure in LENGTHS.split():
        figures[measure] = Figure(draw(st.none() | st.floats(0, 365)), draw(st.integers(0, 5)))
    figures["mood_change"] = Figure(draw(st.none() | st.floats(-2, 2)), 3)
    moments = st.integers(1, 364).map(lambda days: T - timedelta(days=days))
    evidence = {
        measure: [Row(f"{measure}:{n}", moment, 1.0) for n, moment in enumerate(draw(st.lists(moments, max_size=4)))]
        for measure in figures
    }
    starts = draw(st.lists(moments, max_size=5))
    return figures, evidence, [Gap("mail", start, start + timedelta(days=3)) for start in starts]


@settings(max_examples=150, deadline=None)
@given(years(), st.sampled_from(["organisation", "person"]), st.text("ABCxyz 12<&", min_size=1))
def test_every_number_in_a_sentence_is_in_the_figures(
    year: tuple[dict[str, Figure], dict[str, list[Row]], list[Gap]], kind: str, name: str
) -> None:
    figures, evidence, gaps = year
    for sentence in letter(name, figures, (), evidence, gaps, T, kind=kind).sentences:
        assert numbers(sentence.text) <= allowed(figures, evidence, gaps, sentence.measures), sentence
        assert "None" not in sentence.text
        assert not re.search(r" ,|,,|  | \.|\.\.|^[a-z]", sentence.text), sentence.text
        assert not re.search(r"\b(1|one) (days|hours|questions|times|channels|promises)\b", sentence.text), (
            sentence.text
        )
        unknown = [m for m in sentence.measures if figures.get(m, Figure(1.0)).value is None]
        assert len(unknown) < max(len(sentence.measures), 1) or not numbers(sentence.text), sentence


def numbers(text: str) -> set[int]:
    """Every number of a sentence but those of its days: digits, number words, once and twice."""
    bare = re.sub(
        r"\d+ (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?",
        "",
        text,
    )
    found = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d|\d", bare)}
    written = re.findall(r"[a-z]+", bare.lower().replace("one of you", "").replace("over one promise", ""))
    return found | {SMALL.index(w) for w in written if w in SMALL[2:]} | {2 for w in written if w in ("twice", "both")}


def allowed(
    figures: dict[str, Figure], evidence: dict[str, list[Row]], gaps: list[Gap], measures: tuple[str, ...]
) -> set[int]:
    found = {len(gaps) - 3}
    for measure in (*measures, "promises_kept_share") if measures else ():
        figure = figures[measure]
        value = figure.value or 0.0
        days = value / 24 if measure == "answer_hours" else value
        found |= {round(value), figure.n, round(value * figure.n), round(value * 100), int(days + 0.5)}
        found |= {int(days * 24 + 0.5), 1, 99}
    return found


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (184.99999, "185 days"),
        (184.4, "184 days"),
        (1.99999, "two days"),
        (0.99999, "24 hours"),
        (0.01, "less than an hour"),
    ],
)
def test_a_span_is_told_in_the_nearest_whole_days(days: float, said: str) -> None:
    assert span(days) == said
