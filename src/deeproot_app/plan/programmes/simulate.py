"""What a programme would have done: played through on the past record, day by day, with the gate as it would have been.

Each looked-at day is reckoned as of its end, from what had happened by then. Customers enter where the audience held
them, are assigned as they would be, and pass through the steps; every touch asks the gate. Two things of the past are
not known and said so: nobody answered mails that were never sent, so that nobody leaves for a reply to them; and a yes
is given at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from deeproot.plan.facts import micros
from deeproot.plan.policy import Touch
from deeproot.plan.programme.audience import holds
from deeproot.plan.programme.course import Approve, Do, Exit, Standing, Wait, following
from deeproot.plan.programme.facts import Known
from deeproot.plan.programme.holdout import assign, stratum
from deeproot.plan.programme.steps import Programme, Step
from deeproot.plan.value import scales, values
from deeproot_app.base import access, clock, jobs
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.plan import gate
from deeproot_app.plan.models import ProgrammeVersion, Simulation
from deeproot_app.plan.programmes import known
from deeproot_app.plan.programmes.define import read_definition
from deeproot_app.record.models import Customer
from deeproot_app.understand import ledger, rules
from deeproot_app.understand.due import everyone
from deeproot_app.understand.reckon import reckon
from deeproot_app.understand.source import MONEY, opened

DAY: Final = timedelta(days=1)
LONGEST: Final = 366
LOOKS: Final = 15
"""Days that are looked at, at most: each is a reckoning of the whole record."""
SHOWN: Final = 200
PATIENCE: Final = timedelta(days=3)
"""What the gate refuses for no longer than this is put off, as the outbox does."""


@dataclass
class Played:
    """What happened so far."""

    standings: dict[str, Standing] = field(default_factory=dict)
    """Of who is in it."""
    arms: dict[str, str] = field(default_factory=dict)
    touches: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Touches refused by each reason of the gate; one touch may have several."""
    refusals: int = 0
    put_off: int = 0
    """Touches that would have been made later, when the gate let them."""
    left: Counter[str] = field(default_factory=Counter)
    reached: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """customer_id -> its touches: at, do, refused."""


def ask(actor: access.Actor, version: ProgrammeVersion, days: int = 90) -> Simulation:
    """Have it played through over the last ``days``, in the background. Raises UserError for a length that is none."""
    access.require(actor, "programme.manage")
    if not 1 <= days <= LONGEST:
        raise UserError(f"A simulation goes back 1 to {LONGEST} days, not {days}.")
    now = clock.now()
    made = Simulation.objects.create(
        version=version, from_at=now - timedelta(days=days), to_at=now, asked_at=now, asked_by_id=actor.pk
    )
    jobs.enqueue(simulate, key=f"simulation {made.pk}", simulation=made.pk)
    return made


@jobs.task
def simulate(simulation: int) -> None:
    """Play it through and keep what came of it. A second run finds the same."""
    this = Simulation.objects.select_related("version__programme").filter(pk=simulation).first()
    if this is None or this.state == Simulation.State.DONE:
        return
    this.found = played(this.version, this.from_at, this.to_at)
    this.state, this.says = Simulation.State.DONE, ""
    this.save(update_fields=["found", "state", "says"])


def played(version: ProgrammeVersion, from_at: datetime, to_at: datetime) -> dict[str, Any]:
    """What this version would have done between two moments."""
    programme, told = version.programme, read_definition(version.definition)
    found, looks = Played(), _looks(from_at, to_at)
    for number, at in enumerate(looks):
        jobs.progress(number, len(looks), f"as it was on {at:%Y-%m-%d}")
        for facts in _as_of(at):
            _enter(found, told, facts, at, programme.pk, programme.salt)
            _go_on(found, told, facts, at)
    return _told(found, looks)


def _looks(from_at: datetime, to_at: datetime) -> list[datetime]:
    """Evenly spaced, the last in the day before the end; each in the middle of the organisation's morning."""
    days = max(1, round((to_at - from_at) / DAY))
    apart = max(1, -(-days // LOOKS))
    local = to_at.astimezone(ZoneInfo(Organisation.get().timezone))
    last = local.replace(hour=10, minute=0, second=0, microsecond=0)
    last = last if last <= local else last - DAY
    return [(last - timedelta(days=back)).astimezone(UTC) for back in range(0, days, apart)][::-1]


def _as_of(at: datetime) -> Iterator[Mapping[str, Known]]:
    """What was known of all customers at a moment, block by block."""
    inforce, gaps_known = rules.in_force(at), ledger.holds_gaps(ledger.ledger(), at)
    with opened() as read:
        typical = scales(values(read.everything(*MONEY), micros(at)))
        for block, tables in read.blocks(everyone()):
            yield known.reckoned(reckon(tables, at, inforce, block, typical, gaps_known), block)


def _enter(
    found: Played, told: Programme, facts: Mapping[str, Known], at: datetime, programme_id: str, salt: str
) -> None:
    entering = {
        customer: stratum(told.strata, one)
        for customer, one in facts.items()
        if customer not in found.arms and holds(told.audience, one)
    }
    found.arms |= assign(entering, programme_id, salt, told.holdout)
    found.standings |= {one: Standing(at) for one in entering if found.arms[one] == "treated"}


def _go_on(found: Played, told: Programme, facts: Mapping[str, Known], at: datetime) -> None:
    """Everybody in this block goes on until they wait or leave; the gate is asked for all of them together."""
    moving = [customer for customer in found.standings if customer in facts]
    while moving:
        due: list[tuple[str, Step]] = []
        for customer in moving:
            step = _next(found, told, customer, facts[customer], at)
            if step is not None:
                due.append((customer, step))
        _touch(found, due, at)
        moving = [customer for customer, _ in due]


def _next(found: Played, told: Programme, customer: str, facts: Known, at: datetime) -> Step | None:
    """The touch that is to be made now; None where they wait or have left."""
    standing = found.standings[customer]
    match following(told, standing, facts, at):
        case Exit(why):
            found.left[why] += 1
            del found.standings[customer]
        case Wait(_, place, since):
            found.standings[customer] = Standing(standing.entered_at, place, since)
        case Do(step, place) | Approve(step, place):
            found.standings[customer] = Standing(standing.entered_at, place + 1, at)
            return step
    return None


def _touch(found: Played, due: list[tuple[str, Step]], at: datetime) -> None:
    """Ask the gate about all of them. A task is not a touch: what comes of it asks for itself."""
    asked = [(customer, step) for customer, step in due if step.do != "task"]
    owners = _owners([customer for customer, _ in asked])
    touches = [touch_of(step, customer, owners.get(customer)) for customer, step in asked]
    for (customer, step), verdict in zip(asked, gate.decide(touches, at, upto=at) if touches else (), strict=True):
        until = None if verdict.allowed else verdict.lifts_at
        off = until is not None and until <= at + PATIENCE
        passes = verdict.allowed or off
        reasons = [] if passes else list(verdict.ids)
        told = {"at": (until if off and until else at).isoformat(), "step": step.id, "do": step.do}
        found.reached.setdefault(customer, []).append(told | {"refused": reasons})
        found.touches[step.do] += passes
        found.put_off += off
        found.refusals += not passes
        found.refused.update(reasons)
    for customer, step in due:
        if step.do == "task":
            found.touches["task"] += 1
            found.reached.setdefault(customer, []).append(
                {"at": at.isoformat(), "step": step.id, "do": "task", "refused": []}
            )


CHANNELS: Final = {"email": "email", "survey": "email", "call": "call"}


def touch_of(step: Step, customer_id: str, member_id: str | None) -> Touch:
    """The touch that a step would be, before it is known to whom at the customer's it goes.

    It names no programme: whom chance holds out now says nothing of whom it would have held out then.
    """
    return Touch(
        customer_id=customer_id,
        contact_id=None,
        member_id=member_id,
        channel=CHANNELS[step.do],
        kind=step.kind or "care",
        personal=step.do == "call",
        survey_id=step.what if step.do == "survey" else None,
    )


def _owners(customers: list[str]) -> dict[str, str | None]:
    return dict(Customer.objects.filter(pk__in=customers).values_list("customer_id", "owner_id"))


def _told(found: Played, looks: list[datetime]) -> dict[str, Any]:
    arms = Counter(found.arms.values())
    names = dict(Customer.objects.filter(pk__in=list(found.reached)[:SHOWN]).values_list("customer_id", "name"))
    return {
        "looks": [at.isoformat() for at in looks],
        "treated": arms["treated"],
        "holdout": arms["holdout"],
        "reached": sum(any(not touch["refused"] for touch in own) for own in found.reached.values()),
        "touches": dict(found.touches),
        "refusals": found.refusals,
        "put_off": found.put_off,
        "refused": dict(found.refused.most_common()),
        "left": dict(found.left),
        "still_in": len(found.standings),
        "customers": [
            {"customer_id": customer, "name": name, "touches": found.reached[customer]}
            for customer, name in sorted(names.items(), key=lambda one: (one[1], one[0]))
        ],
    }
