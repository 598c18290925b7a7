"""The patterns that lose customers, each by its name: a rule over the measures, what it tells, what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from deeproot.engines import Tables
from deeproot.understand.evidence import Row, evidence_of
from deeproot.understand.figures import Moment, figures

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

Thresholds = Mapping[str, float]
Figures = Mapping[str, "np.ndarray[Any, Any]"]
"""The columns of :func:`deeproot.understand.figures.figures`, a number a customer, NaN where it is not known."""

Keep = Callable[[Any, Thresholds], bool]


def _every(_value: Any, _limits: Thresholds) -> bool:
    return True


def _true(value: Any, _limits: Thresholds) -> bool:
    return bool(value == 1.0)


@dataclass(frozen=True)
class Scenario:
    """A pattern: when it is met (``rule`` over figures and ``thresholds``), and which rows show it.

    ``evidence`` names the measures whose rows are shown, each with the values that tell. A comparison with a figure
    that is not known is false: what is not known is never held against anyone.
    """

    id: str
    title: str
    thresholds: Thresholds
    rule: Callable[[Figures, Thresholds], Any]
    needs: tuple[str, ...]
    evidence: tuple[tuple[str, Keep], ...]
    tells: str
    instead: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A scenario that a customer lives through, with the thresholds it was judged by and the figures that met them."""

    customer_id: str
    scenario: str
    evidence: tuple[str, ...]
    thresholds: dict[str, float]
    values: dict[str, float]
    rests_on_gap: bool


def _at_least(name: str) -> Callable[[Figures, Thresholds], Any]:
    return lambda f, at: f[name] >= at[name]


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        id="heard_only_at_renewal",
        title="Heard only at renewal",
        thresholds={"renewal_only_share": 0.8, "personal_touches": 3, "longest_silence_days": 120},
        rule=lambda f, at: (
            (f["renewal_only_share"] >= at["renewal_only_share"])
            & (f["renewal_only_share_n"] >= at["personal_touches"])
            & (f["longest_silence_days"] >= at["longest_silence_days"])
        ),
        needs=("renewal_only_share", "longest_silence_days"),
        evidence=(("renewal_only_share", _true), ("longest_silence_days", _every)),
        tells="You only write to me when I am to sign again.",
        instead="Write now, months before the renewal, with something of use and nothing to sign.",
    ),
    Scenario(
        id="hollow_miss_you",
        title='Hollow "we miss you"',
        thresholds={"hollow_words": 1},
        rule=_at_least("hollow_words"),
        needs=("hollow_words",),
        evidence=(("hollow_words", _every),),
        tells="You said that you miss me, and then nothing came.",
        instead="Follow up in person within two weeks: an answer, care, or something of value. Else do not say it.",
    ),
    Scenario(
        id="ok_without_a_clue",
        title='"Is everything OK?" without a clue',
        thresholds={"uninformed_contacts": 1},
        rule=_at_least("uninformed_contacts"),
        needs=("uninformed_contacts",),
        evidence=(("uninformed_contacts", _every),),
        tells="You asked me whether all is well while my case was open, and you knew nothing of it.",
        instead="Read the case and speak with whoever works on it before you call; then speak about it first.",
    ),
    Scenario(
        id="too_many_touchpoints",
        title="Too many touchpoints",
        thresholds={"people_met": 6, "channels_used": 5, "explained_again": 1},
        rule=lambda f, at: (
            ((f["people_met"] >= at["people_met"]) | (f["channels_used"] >= at["channels_used"]))
            & (f["explained_again"] >= at["explained_again"])
        ),
        needs=("people_met", "channels_used", "explained_again"),
        evidence=(("explained_again", _every),),
        tells="I deal with many of you, and have to explain it all again.",
        instead="Name one person who stays with this customer, and hand over in writing before anyone else steps in.",
    ),
    Scenario(
        id="pitched_in_hard_times",
        title="Pitched in hard times",
        thresholds={"pitched_in_hard_times": 1},
        rule=_at_least("pitched_in_hard_times"),
        needs=("pitched_in_hard_times",),
        evidence=(("pitched_in_hard_times", _every),),
        tells="You knew that times were hard for me, and you sold.",
        instead="Pause all offers until it is over; ask what would help, and give that.",
    ),
    Scenario(
        id="promise_forgotten",
        title="Promise forgotten",
        thresholds={"promises_overdue": 1},
        rule=_at_least("promises_overdue"),
        needs=("promises_overdue",),
        evidence=(("promises_overdue", _every),),
        tells="You promised, the day passed, and I heard nothing.",
        instead="Do it today, or say today when it will be done, and why it is late.",
    ),
    Scenario(
        id="endless_loop",
        title="Endless loop",
        thresholds={"holding_loop": 3},
        rule=_at_least("holding_loop"),
        needs=("holding_loop",),
        evidence=(("holding_loop", lambda value, at: bool(value >= at["holding_loop"])),),
        tells="You put me off again and again.",
        instead="Stop the holding replies: give it to someone who can decide, and tell the customer what can be had.",
    ),
    Scenario(
        id="complaint_went_silent",
        title="Complaint went silent",
        thresholds={"silent_complaints": 1},
        rule=_at_least("silent_complaints"),
        needs=("silent_complaints",),
        evidence=(("silent_complaints", _every),),
        tells="I complained, and gave up telling you.",
        instead="Silence is not consent: ask whether it is solved, and close it only when the customer says so.",
    ),
    Scenario(
        id="stopped_listening",
        title="Stopped listening",
        thresholds={"listening_share": 0.5, "two_way_conversations": 3},
        rule=lambda f, at: (
            (f["listening_share"] < at["listening_share"]) & (f["two_way_conversations"] >= at["two_way_conversations"])
        ),
        needs=("listening_share", "two_way_conversations"),
        evidence=(("listening_share", _every),),
        tells="When we talk, it is mostly you who talks.",
        instead="In the next conversation ask, and let four words in five be the customer's.",
    ),
    Scenario(
        id="all_great_nothing_asked",
        title="All great, nothing asked",
        thresholds={"great_unprobed": 1},
        rule=_at_least("great_unprobed"),
        needs=("great_unprobed",),
        evidence=(("great_unprobed", _every),),
        tells="I said that all is great, and you left it there.",
        instead="Ask what great means, what it was compared with, and what would make it better.",
    ),
    Scenario(
        id="asked_never_given",
        title="Asked, never given",
        thresholds={"asked_share": 0.6, "heard_from_us": 5},
        rule=lambda f, at: (f["asked_share"] >= at["asked_share"]) & (f["heard_from_us"] >= at["heard_from_us"]),
        needs=("asked_share", "heard_from_us"),
        evidence=(("asked_share", _true),),
        tells="Most of what you send me asks for something.",
        instead="Give four times before you ask again: something of use, made for a need this customer has.",
    ),
    Scenario(
        id="assumptions_about_you",
        title="Assumptions about you",
        thresholds={"assumed_share": 0.7},
        rule=_at_least("assumed_share"),
        needs=("assumed_share",),
        evidence=(("assumed_share", _true),),
        tells="Most of what you hold about me, you never asked.",
        instead="Ask, and write down the answer with where it came from.",
    ),
)
BY_ID: dict[str, Scenario] = {scenario.id: scenario for scenario in SCENARIOS}
NEEDED = tuple(dict.fromkeys(name for scenario in SCENARIOS for name in (*scenario.needs, "record_gap_days")))
"""The figures that scenarios are judged by."""
Met = dict[str, list[tuple[str, dict[str, float]]]]
"""For each customer the scenarios that are met, each with the figures that met it."""


def findings(
    tables: Tables,
    as_of: Moment,
    thresholds: Mapping[str, Thresholds] | None = None,
    window_days: int = 365,
    customers: Iterable[str] | None = None,
) -> list[Finding]:
    """The scenarios that customers live through at ``as_of``, by customer, then in the order of :data:`SCENARIOS`.

    ``thresholds`` replaces defaults: ``{"endless_loop": {"holding_loop": 2}}``. ``evidence`` holds the ids of the rows,
    the telling ones first; ``rests_on_gap`` says that the record of a source the customer uses has a gap in the window.
    Raises ``ValueError`` for a scenario or threshold there is none of.
    """
    limits = limits_of(thresholds or {})
    rows: list[Finding] = []
    for part, some in tables.parts(None if customers is None else list(customers)):
        met = meet(figures(part, as_of, window_days, some, NEEDED), limits)
        shown = shown_by(met)
        rows += found(met, evidence_of(part, as_of, met, window_days, shown) if shown else {}, limits)
    return sorted(rows, key=attrgetter("customer_id"))


def limits_of(changed: Mapping[str, Thresholds]) -> dict[str, Thresholds]:
    """The thresholds in force: the defaults, with those that were ``changed``."""
    for name, given in changed.items():
        if name not in BY_ID:
            raise ValueError(f"there is no scenario {name!r}; the scenarios are {', '.join(BY_ID)}")
        for unknown in given.keys() - BY_ID[name].thresholds.keys():
            known = ", ".join(BY_ID[name].thresholds)
            raise ValueError(f"the scenario {name} has no threshold {unknown!r}; it has {known}")
    return {s.id: {**s.thresholds, **changed.get(s.id, {})} for s in SCENARIOS}


def meet(table: pa.Table, limits: Mapping[str, Thresholds]) -> Met:
    """Which scenarios each customer meets, judged by figures (:data:`NEEDED`) that were already reckoned."""
    import numpy as np

    columns = {name: table[name].to_numpy() for name in table.column_names if name not in ("customer_id", "as_of")}
    met: Met = {}
    for scenario in SCENARIOS:
        places = np.flatnonzero(scenario.rule(columns, limits[scenario.id]))
        for row in table.take(places).to_pylist():
            met.setdefault(row["customer_id"], []).append((scenario.id, row))
    return met


def shown_by(met: Met) -> tuple[str, ...]:
    """The measures whose evidence shows the scenarios that were met."""
    return tuple(dict.fromkeys(name for own in met.values() for s, _ in own for name, _ in BY_ID[s].evidence))


def found(met: Met, rows: Mapping[str, Mapping[str, list[Row]]], limits: Mapping[str, Thresholds]) -> list[Finding]:
    """The findings for scenarios that were met, with the evidence ``rows`` of each customer and measure."""
    return [
        Finding(
            customer_id=customer,
            scenario=scenario,
            evidence=_ids(BY_ID[scenario], rows[customer], limits[scenario]),
            thresholds=dict(limits[scenario]),
            values={name: row[name] for name in BY_ID[scenario].needs},
            rests_on_gap=bool(row["record_gap_days"]),
        )
        for customer, own in sorted(met.items())
        for scenario, row in own
    ]


def _ids(scenario: Scenario, rows: Mapping[str, list[Row]], limits: Thresholds) -> tuple[str, ...]:
    shown = (row["id"] for name, keep in scenario.evidence for row in rows[name] if keep(row["value"], limits))
    return tuple(dict.fromkeys(shown))
