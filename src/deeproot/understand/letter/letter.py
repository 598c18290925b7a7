"""The letter: which sentences, in which order, from the first day of the window to what is wished for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from deeproot.understand.letter import contact, felt, promised, words
from deeproot.understand.letter.shapes import Figure, Finding, Gap, Letter, Row, Sentence
from deeproot.understand.letter.story import Story, Voice


def letter(
    name: str,
    figures: Mapping[str, Figure],
    findings: Sequence[Finding],
    evidence: Mapping[str, Sequence[Row]],
    gaps: Sequence[Gap],
    as_of: datetime,
    *,
    kind: str = "organisation",
    since: datetime | None = None,
    left: bool = False,
    window_days: int = 365,
    zone: str = "UTC",
) -> Letter:
    """The time up to ``as_of`` as the customer lived it with us, told in the customer's voice.

    ``figures``, ``evidence`` and ``findings`` are those of that one customer at ``as_of``; ``gaps`` the times its
    sources hold nothing of. ``kind`` is organisation (says we) or person (says I); ``since`` its first day as a
    customer; ``left``: it left at ``as_of``. Days are those of ``zone`` (IANA name). A figure that is not known is not
    told; what rests on a gap says so. The same arguments give the same letter.
    """
    window = as_of - timedelta(days=window_days)
    start = max(window, since) if since else window
    told = Story(name, Voice.of(kind), figures, evidence, gaps, start, as_of, zone)
    chapters = [[_opening(told, since is not None and since > window, left, window_days)]]
    chapters += [[sentence for say in chapter for sentence in say(told)] for chapter in CHAPTERS]
    if not any(chapters[1:-1]):
        chapters.insert(1, [told.tell("The record holds nothing more of it than this.")])
    chapters.append(list(_wish(told, findings)))
    return Letter(tuple(tuple(chapter) for chapter in chapters if chapter))


def _opening(story: Story, new: bool, left: bool, window_days: int) -> Sentence:
    v = story.voice
    until = words.day(story.end, story.zone)
    year = "a year" if window_days == 365 and not new else "a time"
    if new:
        said = f"{v.i} came to you on {words.day(story.start, story.zone)}. This is how it went until {until}"
    else:
        said = f"from {words.day(story.start, story.zone)} to {until}: {year} with you, as {v.i} lived it"
    return story.tell(f"{said}, the day {v.i} left." if left else f"{said}.")


def gaps(story: Story) -> Iterator[Sentence]:
    """What is not known: the days the record does not hold, or that nobody can say whether it is whole."""
    missing = story.value("record_gap_days")
    if missing is None:
        yield story.tell("Whether the record of all this is whole, nobody can say.", "record_gap_days")
    elif missing > 0:
        where = "; ".join(
            f"{gap.source} from {story.day(gap.from_at)} to {story.day(gap.to_at)}" for gap in story.gaps[:3]
        )
        more = f"; and {words.many(len(story.gaps) - 3, 'more')}" if len(story.gaps) > 3 else ""
        said = f"of {words.span(missing)} the record holds only a part{f' ({where}{more})' if where else ''}"
        said += ": what else passed then, this letter cannot tell"
        yield story.tell(f"{said}.", "record_gap_days", gaps=story.gaps)


CHAPTERS: Final[tuple[tuple[Callable[[Story], Iterator[Sentence]], ...], ...]] = (
    (contact.heard, contact.purpose, contact.renewal, contact.silence, contact.thanks),
    (promised.answers, promised.unanswered, promised.promises, promised.put_off),
    (
        felt.listening,
        felt.explained_again,
        felt.complaints,
        felt.great,
        felt.hard_times,
        felt.without_a_clue,
        felt.hollow,
        felt.mood,
        felt.assumed,
    ),
    (gaps,),
)

WISHES: Final[dict[str, str]] = {
    "promise_forgotten": "What {i} would ask of you: say where your promise stands, and by when {i} can count on it.",
    "complaint_went_silent": "What {i} would ask of you: ask whether it was solved, and listen to the answer.",
    "endless_loop": "What {i} would ask of you: say plainly what stands in the way.",
    "pitched_in_hard_times": "What {i} would ask of you: see how things stand with {me} before you offer something.",
    "ok_without_a_clue": "What {i} would ask of you: know what {i} already told you, before you ask how things are.",
    "too_many_touchpoints": "What {i} would ask of you: one of you who knows {me}, and to whom {i} can turn.",
    "hollow_miss_you": "What {i} would ask of you: let something follow when you write that you miss {me}.",
    "heard_only_at_renewal": "What {i} would ask of you: be in touch when there is nothing to sign, too.",
    "asked_never_given": "What {i} would ask of you: give something before you ask the next time.",
    "stopped_listening": "What {i} would ask of you: ask, and then let {me} speak.",
    "all_great_nothing_asked": "What {i} would ask of you: ask what could be better, even when all is great.",
    "assumptions_about_you": "What {i} would ask of you: ask {me}, instead of assuming.",
}
"""What the customer would ask for, the most pressing first."""


def _wish(story: Story, findings: Sequence[Finding]) -> Iterator[Sentence]:
    found = {finding.scenario: finding for finding in findings}
    for scenario, wish in WISHES.items():
        if scenario in found:
            said = wish.format(i=story.voice.i, me=story.voice.me)
            yield story.tell(said, ids=found[scenario].evidence)
            return
