"""When something is due: phrases, their moment, and what is no due moment at all."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.cues import load
from deeproot.read.due import due, find
from deeproot.read.tests.growth import grows_with_its_text

WEDNESDAY = datetime(2026, 6, 10, 10, 30)


def day(text: str, said_at: datetime = WEDNESDAY) -> date | None:
    found = due(text, said_at)
    return found.at.date() if found and found.at else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by Friday", "2026-06-12"),
        ("by tomorrow", "2026-06-11"),
        ("within three days", "2026-06-13"),
        ("within 5 business days", "2026-06-17"),
        ("in 3 to 5 working days", "2026-06-17"),
        ("by end of next week", "2026-06-19"),
        ("early next week", "2026-06-16"),
        ("by EOD", "2026-06-10"),
        ("by COB tomorrow", "2026-06-11"),
        ("by the end of the month", "2026-06-30"),
        ("EOM", "2026-06-30"),
        ("by the end of the quarter", "2026-06-30"),
        ("in Q4", "2026-12-31"),
        ("by year end", "2026-12-31"),
        ("by mid-July", "2026-07-15"),
        ("before the 25th", "2026-06-24"),
        ("before Friday", "2026-06-11"),
        ("before next week", "2026-06-12"),
        ("by the 1st", "2026-07-01"),
        ("on 3 August", "2026-08-03"),
        ("by March 5", "2027-03-05"),
        ("by 2026-07-01", "2026-07-01"),
        ("next Tuesday", "2026-06-16"),
        ("Thursday of next week", "2026-06-18"),
        ("a week from Friday", "2026-06-19"),
        ("Monday or Tuesday", "2026-06-16"),
        ("Friday, June 12th", "2026-06-12"),
        ("over the weekend", "2026-06-14"),
        ("in a fortnight", "2026-06-24"),
        ("the first week of July", "2026-07-07"),
        ("at the beginning of the month", "2026-07-10"),
    ],
)
def test_a_phrase_means_a_day(text: str, expected: str) -> None:
    assert day(f"We will send it {text}.") == date.fromisoformat(expected)


def test_a_day_counts_to_its_end_and_the_close_of_business_does_not() -> None:
    by_friday = due("by Friday", WEDNESDAY)
    by_close = due("by close of business on Friday", WEDNESDAY, closing=time(18, 30))
    assert by_friday and by_friday.at == datetime(2026, 6, 12, 23, 59, 59)
    assert by_close and by_close.at == datetime(2026, 6, 12, 18, 30)


def test_it_is_the_writers_friday() -> None:
    late = datetime(2026, 6, 11, 23, 30, tzinfo=UTC)  # already Friday in Sydney
    found = due("I'll do it today by 5 pm", late, zone="Australia/Sydney")
    assert found and found.at == datetime(2026, 6, 12, 7, tzinfo=UTC)
    assert found.exact


def test_hours_count_from_the_moment() -> None:
    found = due("within 24 hours", WEDNESDAY)
    assert found and found.at == WEDNESDAY + timedelta(hours=24)


def test_holidays_are_no_business_days() -> None:
    closed = {date(2026, 6, 11), date(2026, 6, 12)}
    found = due("in two business days", WEDNESDAY, closed=closed)
    assert found and found.latest == date(2026, 6, 16)
    week = due("by the end of the week", WEDNESDAY, closed=closed)
    assert week and week.latest == WEDNESDAY.date()


@pytest.mark.parametrize(
    ("country", "latest"),
    [("DE", date(2026, 12, 28)), ("GB", date(2026, 12, 29)), (None, date(2026, 12, 25))],
)
def test_the_holidays_of_a_country_are_no_business_days(country: str | None, latest: date) -> None:
    pytest.importorskip("holidays", reason="the optional library of holidays: pip install deeproot[holidays]")
    found = due("We'll deliver within two business days.", datetime(2026, 12, 23, 10), country=country)
    assert found and found.latest == latest


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("I will put the Friday team on it.", False),
        ("It left with the 6 am boat.", False),
        ("I will have it on your desk by the 6 pm deadline.", True),
        ("I'll take the 7 June invoice off your list.", False),
        ("You will be on our Wednesday newsletter list.", False),
        ("I'll send it before our Friday meeting.", True),
        ("You'll have it by the Friday deadline.", True),
        ("We'll send you the report Friday lunchtime.", True),
        ("We'll ship on the 7th of July and call you.", True),
    ],
)
def test_a_day_that_only_names_a_thing_is_no_moment(text: str, dated: bool) -> None:
    assert (due(text, WEDNESDAY) is not None) is dated


def test_the_country_decides_which_number_is_the_month() -> None:
    american, german = due("by 6/7/2027", WEDNESDAY, country="US"), due("by 6/7/2027", WEDNESDAY, country="DE")
    assert american and american.latest == date(2027, 6, 7)
    assert german and german.latest == date(2027, 7, 6)


def test_a_vague_phrase_gets_the_default_term_or_none() -> None:
    found = due("We'll get back to you soon.", WEDNESDAY)
    assert found and found.vague and found.at is None and found.words == "soon"
    given_term = due("We'll get back to you soon.", WEDNESDAY, default=timedelta(days=3))
    assert given_term and given_term.at == WEDNESDAY + timedelta(days=3)


@pytest.mark.parametrize(
    "text",
    [
        "Your agent called last Friday.",
        "We met on Tuesday and agreed.",
        "You have waited since Monday.",
        "I asked three days ago.",
        "You can reach us 24/7.",
        "The second issue is about version 5.2 of the app.",
        "It runs for two weeks.",
        "I may be wrong.",
        "It was due on 3 March 2019.",
    ],
)
def test_what_is_past_or_no_moment_is_not_due(text: str) -> None:
    assert day(text) is None


def test_of_two_moments_the_one_to_come_is_due() -> None:
    assert day("Mark is out today, but he will return on Tuesday.") == date(2026, 6, 16)


def test_the_words_stand_where_it_says() -> None:
    text = "Hello, I'll send the OFFER by Friday at 2pm."
    found = due(text, WEDNESDAY)
    assert found and text[found.start : found.end] == found.words == "Friday at 2pm"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Europe/Berlin"):
        due("by Friday", WEDNESDAY, zone="Mars/Olympus")


@given(st.text(), st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)))
def test_no_text_breaks_it_and_nothing_is_due_in_the_past(text: str, said_at: datetime) -> None:
    assert all(each.at is None or each.at >= said_at.replace(microsecond=0) for each in find(text, said_at))


@given(
    st.sampled_from(["by", "before", "on", "until", "within", "in"]),
    st.integers(0, 100_000),
    st.sampled_from(["days", "weeks", "June", "th", ":30", "/12", "business days", "months", "years", "-01-01"]),
)
def test_odd_numbers_are_taken_or_left(preposition: str, number: int, unit: str) -> None:
    for text in (f"{preposition} {number} {unit}", f"{preposition} {unit} {number}", f"{preposition} {number}{unit}"):
        assert all(each.at is None or each.at >= WEDNESDAY for each in find(text, WEDNESDAY))


@pytest.mark.parametrize(
    "piece", ["by ", "1/", "in 3 days ", "the end of ", "monday ", "9" * 50, "mid-", "a couple of "]
)
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(lambda text: find(text, WEDNESDAY), piece)


@pytest.mark.parametrize(
    "text",
    [
        "I'll send you the Q3 report.",
        "I will look into Friday's outage.",
        "I'll refer to your letter of 4 May.",
        "As discussed on Tuesday, I'll find a solution.",
        "We'll repair what broke on Sunday.",
        "We finished it on Monday, I'll send pictures.",
        "The first quarter was good, we'll keep it up.",
        "We'll waive the fee for June.",
        "We meet on the first Monday of each month.",
        "Every second Tuesday we'll check the tank.",
        "I'll tell Mr. March and Ms. Friday.",
        "We'll use bolts of 3/4 inch.",
        "We will deliver to 24 October Street.",
        "At the end of the day it is your decision.",
        "Ich korrigiere die Rechnung vom 2. Juni.",
        "Je corrigerai la facture du 2 juin.",
        "Corregiré la factura del 2 de junio.",
    ],
)
def test_a_day_that_says_which_thing_or_what_was_is_no_due_moment(text: str) -> None:
    assert due(text, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We'll fix the lift by Friday, as promised on Monday.", date(2026, 6, 12)),
        ("As agreed on Monday, we will deliver on Friday.", date(2026, 6, 12)),
        ("I was ill last week, but I'll have it done by Monday.", date(2026, 6, 15)),
        ("I will try to get it stamped and mailed back today.", date(2026, 6, 10)),
        ("The invoice of 2 June will be corrected by Friday.", date(2026, 6, 12)),
        ("Delivery is planned for July.", date(2026, 7, 31)),
        ("I'll start on the first of July.", date(2026, 7, 1)),
        ("By the last day of June you'll have it.", date(2026, 6, 30)),
        ("We'll deliver it tomorrow before noon.", date(2026, 6, 11)),
    ],
)
def test_what_was_beside_it_leaves_what_is_to_come(text: str, wanted: date) -> None:
    found = due(text, WEDNESDAY)
    assert found is not None and found.latest == wanted


def test_on_or_before_a_day_includes_it() -> None:
    assert day("You have it on or before 18 June.") == date(2026, 6, 18)
    assert day("You have it before 18 June.") == date(2026, 6, 17)


@pytest.mark.parametrize(
    "text",
    ["We never weld on a Friday.", "Nobody likes that of a Monday.", "Setting it takes 5 minutes.", "Takes two mins."],
)
def test_how_long_a_thing_takes_and_days_in_general_are_no_due_moment(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(("term", "wanted"), [("huitaine", date(2026, 6, 17)), ("quinzaine", date(2026, 6, 24))])
def test_a_french_letter_of_an_office_counts_in_eights_and_fifteens(term: str, wanted: date) -> None:
    assert day(f"Nous vous répondrons sous {term}.") == wanted


def test_what_is_mine_in_french_is_no_monday() -> None:
    assert day("Je le note dans mon agenda.") is None
    assert day("Mon 15 June at noon") == date(2026, 6, 15)


WORDS_OF = {"single": "unit", "few": "unit", "unit": "unit", "spoken": "number", "weekday": "weekday", "month": "month"}
"""By the name of a choice within a rule: the list of the language in which each of its words stands."""


@pytest.mark.parametrize("language", sorted(load("due")))
def test_each_word_that_a_rule_looks_for_is_in_its_list(language: str) -> None:
    topic = load("due")[language]
    chosen = re.findall(r"\(\?P<(\w+)>([^(){}\\]+)\)", " ".join(chain.from_iterable(topic["rules"].values())))
    wanting = [
        word
        for name, words in chosen
        if name in WORDS_OF
        for word in words.split("|")
        if word not in topic["words"][WORDS_OF[name]]
    ]
    assert not wanting


@pytest.mark.parametrize("gap", ["-", "  ", " - ", "\N{NO-BREAK SPACE}", "\n"])
@pytest.mark.parametrize("language", sorted(load("due")))
def test_no_phrase_of_several_words_breaks_the_reader_whatever_stands_between_them(language: str, gap: str) -> None:
    words = load("due")[language]["words"]
    begins = {"en": "You have it", "de": "Sie haben es", "fr": "Vous l'aurez", "es": "Lo tendrá"}
    nearby = ("", next(iter(words["month"])), next(iter(words["weekday"])))
    for phrase in sorted(phrase for known in words.values() for phrase in known if " " in phrase):
        for near in nearby:
            find(f"{begins[language]} {phrase.replace(' ', gap)} {near}", WEDNESDAY)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("You have it at the end-of-June.", "You have it at the end of June."),
        ("You have it by end  of June.", "You have it by end of June."),
        ("Lo tendrá a final-de-mes.", "Lo tendrá a final de mes."),
        ("Sie haben es bis Ende\nder Woche.", "Sie haben es bis Ende der Woche."),
    ],
)
def test_a_phrase_means_the_same_however_its_words_are_apart(written: str, listed: str) -> None:
    assert day(written) == day(listed) is not None


def test_a_list_with_two_spellings_of_a_phrase_means_one_thing_by_both() -> None:
    for topic in load("due").values():
        for words in topic["words"].values():
            for phrase in words:
                assert words.get(phrase.replace("-", " "), words[phrase]) == words[phrase]
