"""The sentences about how often they heard from us, what it was for, and when they heard nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from deeproot.understand.letter import words
from deeproot.understand.letter.shapes import Sentence
from deeproot.understand.letter.story import Story


def heard(story: Story) -> Iterator[Sentence]:
    if story.value("heard_from_us") is None:
        return
    if story.count("heard_from_us") == 0:
        yield _never_heard(story)
        return
    often = words.times(story.count("heard_from_us"))
    said = story.pick("heard_from_us", f"{story.voice.i} heard from you {often}", f"you got in touch {often}")
    channels, people = story.count("channels_used"), story.count("people_met")
    if channels > 1:
        said += f", through {words.many(channels, 'channel')}"
    if people > 1:
        said += (
            f", and met {words.number(people)} of you"
            if said.startswith(story.voice.i)
            else (f", and {words.number(people)} of you were behind it")
        )
    measures = ("heard_from_us", "channels_used", "people_met")
    yield story.tell(f"{said}.", *measures, gaps=story.unsure(story.start, story.end))


def _never_heard(story: Story) -> Sentence:
    v, gaps = story.voice, story.unsure(story.start, story.end)
    said = story.pick(
        "heard_from_us", "in all this time you were not in touch once", f"{v.i} did not hear from you once"
    )
    return story.tell(f"{said}{_perhaps(bool(gaps))}.", "heard_from_us", "longest_silence_days", gaps=gaps)


def purpose(story: Story) -> Iterator[Sentence]:
    known, unknown = story.n("asked_share"), story.count("heard_from_us") - story.n("asked_share")
    if known and story.value("asked_share") is not None:
        asked, given = story.ones("asked_share"), story.ones("value_share")
        of = f"of the {words.number(known)} whose purpose is known" if unknown > 0 else "of these"
        told = _one_purpose(asked, given, unknown) if known == 1 else f"{of}, {_parts(asked, given)}"
        ids = [row.id for measure in ("asked_share", "value_share") for row in story.rows(measure) if row.value]
        yield story.tell(f"{told}.", "asked_share", "value_share", ids=ids)
    if known == 0 and unknown > 0:
        yield story.tell("what it was for is not written down.", "asked_share", ids=())


def _one_purpose(asked: int, given: int, unknown: int) -> str:
    it = "the one whose purpose is known" if unknown > 0 else "it"
    if asked:
        return f"{it} asked for something"
    return f"{it} gave something" if given else f"{it} neither asked for anything nor gave anything"


def _parts(asked: int, given: int) -> str:
    wanted = f"{words.number(asked)} asked for something" if asked else "none asked for anything"
    gave = f"{words.number(given)} gave something: help, care or thanks" if given else "none gave anything"
    return f"{wanted}, and {gave}"


def renewal(story: Story) -> Iterator[Sentence]:
    near, n = story.ones("renewal_only_share"), story.n("renewal_only_share")
    if story.value("renewal_only_share") is None or n == 0:
        return
    me = story.voice.me
    ids = [row.id for row in story.rows("renewal_only_share") if row.value]
    if near == 0:
        said = f"not once did you turn to {me} in person only because a contract was to be renewed"
    elif near == n:
        often = "the one time" if n == 1 else f"all {words.number(n)} times"
        said = f"{often} that one of you turned to {me} in person, a renewal was near"
    else:
        said = (
            f"{words.number(near)} of the {words.number(n)} times that you turned to {me} in person, a renewal was near"
        )
    yield story.tell(f"{said}.", "renewal_only_share", ids=ids)


def silence(story: Story) -> Iterator[Sentence]:
    if not story.count("heard_from_us"):
        return
    longest, now = story.value("longest_silence_days"), story.value("current_silence_days")
    if now is not None:
        yield from _longest(story, longest, now)
        yield _last_word(story, now, longest is not None and longest <= now)


def _longest(story: Story, longest: float | None, now: float) -> Iterator[Sentence]:
    if longest is None or longest <= now or longest < 1:
        return
    ended = story.moments("longest_silence_days")
    until = f", until {story.day(ended[-1])}" if ended else ""
    gaps = story.unsure(ended[-1] - timedelta(days=longest), ended[-1]) if ended else story.gaps
    said = story.pick(
        "longest_silence_days",
        f"the longest that {story.voice.i} heard nothing was {words.span(longest)}{until}",
        f"once {story.voice.i} heard nothing for {words.span(longest)}{until}",
    )
    yield story.tell(f"{said}{_perhaps(bool(gaps))}.", "longest_silence_days", gaps=gaps)


def _last_word(story: Story, now: float, is_longest: bool) -> Sentence:
    since = story.end - timedelta(days=now)
    gaps = story.unsure(since, story.end)
    if now < 1:
        said = "your last word came within the last day"
    elif is_longest:
        said = f"since {story.day(since)} there has been no word from you, for {words.span(now)} now"
    else:
        said = f"your last word came on {story.day(since)}, {words.span(now)} ago"
    measures = ("current_silence_days", "longest_silence_days") if is_longest else ("current_silence_days",)
    return story.tell(f"{said}{_perhaps(bool(gaps))}.", *measures, gaps=gaps)


def _perhaps(gaps: bool) -> str:
    return ", as far as the record goes" if gaps else ""


def thanks(story: Story) -> Iterator[Sentence]:
    heard, known = story.count("heard_from_us"), story.n("asked_share")
    if thanked := story.count("thanked"):
        yield story.tell(f"you thanked {story.voice.me} {words.times(thanked)}.", "thanked")
    elif heard and heard == known and story.value("thanked") is not None:
        said = story.pick("thanked", f"nobody thanked {story.voice.me}", "there was no thank-you in it")
        yield story.tell(f"{said}.", "thanked", gaps=story.unsure(story.start, story.end))
