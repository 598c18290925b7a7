"""One turn of the loop, and the list of all that the system does unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from deeproot.engines import Tables
from deeproot.plan import today
from deeproot.plan.facts import micros
from deeproot.plan.value import scales, values
from deeproot_app.act.ambassadors.unasked import link_referrals
from deeproot_app.act.appreciation.rewards import unasked as rewards
from deeproot_app.act.events.reminding import remind_due
from deeproot_app.act.follow_up.mornings import tell_mornings
from deeproot_app.act.habits.reckon import reckon_habits
from deeproot_app.act.hiring.candidates import forget_candidates
from deeproot_app.act.notes.mailing import mail_notices
from deeproot_app.act.notes.replies import hear_replies
from deeproot_app.act.outbox.looking import look
from deeproot_app.act.outbox.working import look_after
from deeproot_app.act.owners.change import carry_out_due
from deeproot_app.act.programmes import unasked as programmes
from deeproot_app.act.slips.look import look_for_slips
from deeproot_app.act.surveys.heard import answered
from deeproot_app.act.team.reckon import reckon_team
from deeproot_app.api.rest.idempotency import throw_away_answers
from deeproot_app.api.webhooks.notice import notice, throw_away_events
from deeproot_app.base import clock, jobs
from deeproot_app.base.upkeep import count_anew, throw_away, trim_trail
from deeproot_app.measure.judged.unasked import reckon_measures
from deeproot_app.measure.loyalty.unasked import reckon_loyalty
from deeproot_app.plan import items
from deeproot_app.plan.led import let_go_of_led
from deeproot_app.plan.library import day, fits
from deeproot_app.plan.library.serving import Serves
from deeproot_app.record import search
from deeproot_app.record.arrivals.asking import ask_due, tell_ledger
from deeproot_app.record.arrivals.emptied import empty_raw
from deeproot_app.record.arrivals.reading import take_in_now, take_in_waiting
from deeproot_app.record.identity.search import find_duplicates
from deeproot_app.record.models import Customer
from deeproot_app.record.reading import again, step, waited
from deeproot_app.record.review.again import read_anew
from deeproot_app.record.snapshot.unasked import bring_up_files
from deeproot_app.record.uploads.work import import_files, take_back, throw_away_uploads
from deeproot_app.understand import beforehand, company, ledger, rules, turns
from deeproot_app.understand.alone import alone
from deeproot_app.understand.due import Due, due
from deeproot_app.understand.engine import Engine, engine_of
from deeproot_app.understand.health.compare import compare_health
from deeproot_app.understand.models import Turn
from deeproot_app.understand.reckon import Reckoned, reckon
from deeproot_app.understand.risk.work import judge_risk
from deeproot_app.understand.rules import Rules
from deeproot_app.understand.source import MONEY, Source, opened
from deeproot_app.understand.store import store

CUSTOMERS_A_TRANSACTION = 1_000
"""How many customers are stored at a time: a transaction holds up other writers for as long as it lasts."""

Tell = Callable[[int, int, str], None]
"""Told how far a turn is: customers done, of how many, and what it does."""


def turn(as_of: datetime, engine: str = "duckdb", tell: Tell = jobs.progress, master: str | None = None) -> Turn:
    """Read what is new, understand it, plan the day: one turn of the loop at ``as_of``.

    Texts that nobody has read are read first: what they promise, ask and tell is then recorded too. Only customers of
    whom something was recorded, or whose time has come, are reckoned; their cost is the turn's. The
    day's first turn also reckons the company's figures, for which it reads everything. Broken off at any moment, the
    next turn goes on with what was left. Where another turn runs, this one waits for it first.

    ``engine`` is duckdb, or spark at ``master``; both store the same. Raises UserError for one that is not there.
    """
    reckoner = engine_of(engine, master)
    with alone(lambda: tell(0, 0, "Another turn is running; waiting for it.")):
        if (last := turns.last_done()) is not None:
            waited.wait_no_more(min(last.as_of, last.started_at), min(as_of, clock.now()))
        step.read_new(tell)
        search.refresh()
        let_go_of_led(as_of)
        inforce = rules.in_force(as_of)
        todo = due(as_of, inforce, turns.last_done())
        with turns.running(as_of, engine, inforce, todo) as this:
            _turn(this, inforce, todo, tell, reckoner)
            day.choose_days(as_of)
        if todo.whole:
            count_anew()
        return this


def _turn(this: Turn, inforce: Rules, todo: Due, tell: Tell, engine: Engine) -> None:
    with opened(engine, lambda says: tell(this.customers, len(todo.customers), says)) as read:
        this.scales = _scales(this, todo, read)
        serves = Serves()
        for block, tables in read.blocks(todo.customers):
            _block(this, inforce, block, tables, len(todo.customers), tell, serves)
        if company.is_due(this.as_of, inforce) and Customer.objects.exists():
            _company(this, inforce, read.everything(), tell)


def _scales(this: Turn, todo: Due, read: Source) -> dict[str, int]:
    """The typical value at stake in each currency: reckoned anew with the whole record, else the last turn's."""
    last = turns.last_done()
    if last is not None and not todo.whole:
        return dict(last.scales)
    return scales(values(read.everything(*MONEY), micros(this.as_of)))


def _block(
    this: Turn, inforce: Rules, block: list[str], tables: Tables, whole: int, tell: Tell, serves: Serves
) -> None:
    """Reckon one block of customers, and store it part by part."""
    tell(this.customers, whole, f"reckoning {len(block):,} customers")
    gaps_known = ledger.holds_gaps(this.ledger, this.as_of)
    found = reckon(tables, this.as_of, inforce, block, this.scales, gaps_known)
    fits.look_up(found.facts, serves)
    listed = _by_customer(found, serves)
    for place in range(0, len(block), CUSTOMERS_A_TRANSACTION):
        part = block[place : place + CUSTOMERS_A_TRANSACTION]
        with transaction.atomic():
            this.findings += store(found, this, part)
            mine = [item for customer in part for item in listed.get(customer, ())]
            this.items += items.refresh(part, mine, this.as_of)
            fits.store(part, found.facts, serves)
        this.customers += len(part)
        tell(this.customers, whole, f"understood {this.customers:,} of {whole:,} customers")


def _by_customer(found: Reckoned, serves: Serves) -> dict[str, list[today.Item]]:
    listed: dict[str, list[today.Item]] = {}
    for item in today.listed(found.facts, found.rules.plan, found.rules.zone, found.typical, serves):
        listed.setdefault(item.customer_id, []).append(item)
    return listed


def _company(this: Turn, inforce: Rules, tables: Tables, tell: Tell) -> None:
    """The company's figures of the day, and of the month-ends before it that are not there yet."""
    tell(this.customers, this.customers, "reckoning the company's figures")
    company.reckon_day(tables, this.as_of, inforce, values(tables, micros(this.as_of)))
    company.reckon_history(
        tables, this.as_of, inforce, lambda says: tell(this.customers, this.customers, f"reckoning {says}")
    )
    company.thin(this.as_of, inforce)


def read(tell: Tell = jobs.progress, *, again_too: bool = False, everything: bool = False) -> int:
    """Read the texts that nobody has read; ``again_too`` those of an older reader, or ``everything``. Gives how many.

    Where a turn runs, this waits for it first.
    """
    with alone(lambda: tell(0, 0, "A turn is running; waiting for it.")):
        texts = step.read_new(tell)
        return texts + (again.read_again(tell, everything=everything) if again_too else 0)


def compare_reading(tell: Tell = jobs.progress, *, everything: bool = False) -> again.Compared:
    """What reading again would change; it changes nothing."""
    return again.compare(tell, everything=everything)


@jobs.task
def turn_now() -> dict[str, int]:
    """A turn at the present moment, in the background."""
    this = turn(clock.now())
    return {"customers": this.customers, "findings": this.findings, "items": this.items}


@jobs.task
def ask_beforehand() -> int:
    """Have the SQL written that pages of one customer need."""
    return beforehand.ask(clock.now())


UNASKED: tuple[jobs.Unasked, ...] = (
    # What was recorded is understood within minutes, and promises come up when they are due. The first turn after
    # midnight in the organisation's zone understands every customer anew, and reckons the company's figures.
    jobs.every(timedelta(minutes=5), turn_now),
    # Who imports a file on the page, takes one back, or has texts read again, sees the customers as they then are.
    jobs.after(import_files, take_back, read_anew, then=turn_now),
    # What was answered in a survey is understood at once: a low mark stands in somebody's day before it has cooled.
    jobs.after(answered, then=turn_now),
    # Mailboxes and feeds are asked when they are due; those that fail, later and later.
    jobs.every(timedelta(minutes=1), ask_due),
    # What arrived and waits is read, should nobody have; so is what was nobody's, once somebody knows whose it is.
    jobs.every(timedelta(minutes=2), take_in_waiting),
    jobs.after(import_files, then=take_in_waiting),
    # A day on which a source said nothing has its row in the ledger, too.
    jobs.every(timedelta(hours=1), tell_ledger),
    # Who may be the same as somebody else is looked for among what changed.
    jobs.after(turn_now, then=find_duplicates),
    # Whom a programme is for enters it once a turn has understood them; whoever is in it goes on by the minute.
    jobs.after(turn_now, then=programmes.take_in),
    # Who stays and what they are worth, of the whole record: once a day, and where contracts or purchases changed.
    jobs.after(turn_now, then=reckon_measures),
    # Loyalty, in its three parts: of everybody once a day, in between of who changed.
    jobs.after(turn_now, then=reckon_loyalty),
    # Whoever was named in a referral, and is a customer now, is tied to it.
    jobs.every(timedelta(hours=1), link_referrals),
    jobs.after(import_files, then=link_referrals),
    jobs.every(timedelta(minutes=1), programmes.take_steps),
    # What was taken back is in no file either.
    jobs.after(take_back, then=bring_up_files),
    # A new program, or a new home, writes its questions before somebody opens the page that asks them.
    jobs.every(timedelta(hours=1), ask_beforehand),
    # Mail that is due leaves by itself; where nobody saw to it (a worker died, an account may go on), this does.
    jobs.every(timedelta(minutes=1), look_after),
    # What arrived tells what became of mails: they came back, were answered, or lie in the folder of what was sent.
    jobs.after(take_in_now, import_files, then=look),
    # A customer who writes, by whatever door, is heard at once by whoever looks after them; what is not seen is mailed.
    jobs.after(take_in_now, import_files, answered, then=hear_replies),
    jobs.every(timedelta(minutes=1), hear_replies),
    jobs.every(timedelta(minutes=1), mail_notices),
    # Customers are handed over on the day that was said.
    jobs.every(timedelta(minutes=5), carry_out_due),
    # What customers had to explain again, and who covers for whom, is found among what changed.
    jobs.after(turn_now, then=look_for_slips),
    # On which days and weeks habits were kept.
    jobs.every(timedelta(hours=1), reckon_habits),
    # Who takes part, by week: of habits it reads what was reckoned.
    jobs.every(timedelta(hours=1), reckon_team),
    # Guests are reminded before an event, once; what waits for one that has begun is called back.
    jobs.every(timedelta(minutes=5), remind_due),
    # Each of us is told what they owe that day, at the hour they like in their own zone; never twice.
    jobs.every(timedelta(minutes=5), tell_mornings),
    # What happened is told to whoever asked to be told (webhooks); a turn finds more of it.
    jobs.every(timedelta(minutes=1), notice),
    jobs.after(turn_now, then=notice),
    # Points are proposed for what happened, and go when they are good no longer.
    jobs.every(timedelta(hours=1), rewards.look),
    # Events that were told, in time, and answers kept for a day to be given again, go.
    jobs.daily("03:25", throw_away_events),
    jobs.daily("03:30", throw_away_answers),
    # Candidates are forgotten in time after it was decided about them.
    jobs.daily("03:35", forget_candidates),
    # Past readings of health are held against who left, once a day.
    jobs.after(turn_now, then=compare_health),
    # Who will leave is judged once a week, as it looks back at many past dates: each hour it is seen whether it was.
    jobs.every(timedelta(hours=1), judge_risk),
    # Finished jobs, ended sessions and spent links go when nobody can need them any more.
    jobs.daily("03:10", throw_away),
    # Lines of the trail, mails and deliveries as they came: where an administrator set a term, they go by it.
    jobs.daily("03:12", trim_trail),
    jobs.daily("03:40", empty_raw),
    # Uploads that nobody imported go in time, with their files.
    jobs.daily("03:20", throw_away_uploads),
)
"""All that the system does unasked."""
