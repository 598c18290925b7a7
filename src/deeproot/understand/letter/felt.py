"""The sentences about being listened to, known, and met in hard times."""

from __future__ import annotations

from collections.abc import Iterator

from deeproot.understand.letter import words
from deeproot.understand.letter.shapes import Sentence
from deeproot.understand.letter.story import Story


def listening(story: Story) -> Iterator[Sentence]:
    share, v = story.value("listening_share"), story.voice
    if share is None:
        return
    said = story.pick(
        "listening_share",
        f"of the words in the conversations, {words.percent(share)} were {v.mine}",
        f"{words.percent(share)} of the words in the conversations were {v.mine}",
    )
    yield story.tell(f"{said}.", "listening_share")


def explained_again(story: Story) -> Iterator[Sentence]:
    if n := story.count("explained_again"):
        v, when = story.voice, story.days(story.moments("explained_again"))
        said = f"{words.times(n)} {v.i} had to explain {v.my} case again to somebody new{words.set_off(when, n)}"
        yield story.tell(f"{said}.", "explained_again")


def hard_times(story: Story) -> Iterator[Sentence]:
    if n := story.count("pitched_in_hard_times"):
        when = story.days(story.moments("pitched_in_hard_times"))
        said = f"when times were hard for {story.voice.me}, you tried to sell to {story.voice.me}"
        yield story.tell(f"{said} {words.times(n)}{words.set_off(when, n)}.", "pitched_in_hard_times")


def without_a_clue(story: Story) -> Iterator[Sentence]:
    if n := story.count("uninformed_contacts"):
        when = story.days(story.moments("uninformed_contacts"))
        doing = "I am doing" if story.voice.i == "I" else "we are doing"
        said = f"{words.times(n)} you asked how {doing}{words.set_off(when, n)}"
        said += f", through somebody who had no part in {story.voice.my} open case and no word of it"
        yield story.tell(f"{said}.", "uninformed_contacts")


def hollow(story: Story) -> Iterator[Sentence]:
    if n := story.count("hollow_words"):
        when = story.days(story.moments("hollow_words"))
        said = f"{words.times(n)} you wrote that you missed {story.voice.me}{words.set_off(when, n)}"
        said += ", and nothing came of it"
        yield story.tell(f"{said}.", "hollow_words")


def complaints(story: Story) -> Iterator[Sentence]:
    if n := story.count("silent_complaints"):
        v, moments = story.voice, story.moments("silent_complaints")
        gaps = story.unsure(min(moments, default=story.start), story.end)
        when = story.days(moments)
        said = (
            f"{v.i} complained{when}, and then said nothing more"
            if n == 1
            else (f"{words.times(n)} {v.i} complained and then said nothing more{words.set_off(when, n)}")
        )
        yield story.tell(f"{said}.", "silent_complaints", gaps=gaps)
        yield story.tell("That does not mean that it was solved.", "silent_complaints", gaps=gaps)


def great(story: Story) -> Iterator[Sentence]:
    if n := story.count("great_unprobed"):
        when = story.days(story.moments("great_unprobed"))
        if n == 1:
            said = f"when {story.voice.i} said{when} that all is great, you asked nothing further"
        else:
            said = f"{words.times(n)} {story.voice.i} said that all is great{words.set_off(when, n)}"
            said += ", and you asked nothing further"
        yield story.tell(f"{said}.", "great_unprobed")


def mood(story: Story) -> Iterator[Sentence]:
    change, v = story.value("mood_change"), story.voice
    if change is None or abs(change) < 0.1:
        return
    said = f"{v.i} sound {'happier' if change > 0 else 'less happy'} of late than before"
    yield story.tell(f"{said}.", "mood_change")


def assumed(story: Story) -> Iterator[Sentence]:
    n, guessed, v = story.n("assumed_share"), story.ones("assumed_share"), story.voice
    if not n or story.value("assumed_share") is None:
        return
    ids = [row.id for row in story.rows("assumed_share") if row.value] if guessed else None
    if n == 1:
        known = "you only assume, or have not asked about for half a year" if guessed else "you know with evidence"
        said = f"the one thing that you hold about {v.me} {known}"
    elif guessed == 0:
        said = f"for all {words.number(n)} things that you hold about {v.me} you have evidence, and none is old"
    else:
        which = "all" if guessed == n else words.number(guessed)
        said = f"you hold {words.number(n)} things about {v.me}; {which} of them you only assume, or have not confirmed"
        said += " for half a year"
    yield story.tell(f"{said}.", "assumed_share", ids=ids)
