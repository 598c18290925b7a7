"""The sample company, in a home of its own: nothing of it ever stands beside a real record."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from deeproot_app.cli._tell import answer, tell

if TYPE_CHECKING:
    from deeproot.sample import Company

SUMMARY = "load the sample company, run one turn of the loop, and serve it"
NEEDS = "nothing"
STALE = timedelta(days=3)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="default: 8000, or the next that is free")
    parser.add_argument("--customers", type=int, default=240, metavar="N", help="default: 240")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another number gives another company")
    parser.add_argument("--fresh", action="store_true", help="throw the sample away and tell it anew, up to now")
    parser.add_argument("--no-serve", action="store_true", help="load it, and stop there")


def run(args: argparse.Namespace) -> int:
    """Load the sample where it is not there yet, then serve it with a one-time sign-in link."""
    move_in()
    from deeproot_app.cli import make_ready

    make_ready("database")
    load_where_needed(args.seed, args.customers, fresh=args.fresh)
    if args.no_serve:
        answer(os.environ["DEEPROOT_HOME"])
        return 0
    tell(f"Any other command looks at the sample with DEEPROOT_HOME={os.environ['DEEPROOT_HOME']}")
    return become_the_server(args.port)


def become_the_server(port: int | None) -> NoReturn:
    """Let `deeproot serve` take this process's place.

    What drew charts and reckoned while the sample was loaded has threads, and in web processes that are forked from
    here they would be dead: the first chart would wait for them for ever.
    """
    words = ["serve", "--sign-in-link", *(["--port", str(port)] if port is not None else [])]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.execv(sys.executable, [sys.executable, "-m", "deeproot_app.cli", *words])  # noqa: S606 - our own command


def move_in() -> None:
    """Make the folder `demo` of the home the home of this process, before settings are read."""
    from deeproot_app.cli._faults import home

    if os.environ.pop("DATABASE_URL", None):
        tell("The sample is not put into DATABASE_URL.")
    os.environ.pop("DATABASE_URL_FILE", None)
    os.environ.pop("DEEPROOT_URL", None)
    here = home() if home().name == "demo" else home() / "demo"
    os.environ["DEEPROOT_HOME"] = str(here.resolve())


def load_where_needed(seed: int, customers: int, *, fresh: bool) -> None:
    """Load the sample unless just this one is there. Raises UserError where the home holds something real."""
    from deeproot_app.base import clock

    refuse_real()
    wished, now = {"seed": seed, "customers": customers}, clock.now()
    known = noted()
    if known and not fresh:
        if {name: known[name] for name in wished} != wished:
            other = f"{known['customers']} customers, seed {known['seed']}"
            tell(f"There is a sample already ({other}); --fresh replaces it.")
        if now - datetime.fromisoformat(known["until"]) > STALE:
            tell(f"The sample ends on {known['until'][:10]}; --fresh tells it anew, up to now.")
        return
    note().unlink(missing_ok=True)
    clear()
    load(seed, customers, now)
    note().write_text(json.dumps({**wished, "until": now.isoformat()}), encoding="utf-8")


def refuse_real() -> None:
    from deeproot_app.base.errors import UserError
    from deeproot_app.base.models import Organisation, User
    from deeproot_app.record.models import Customer

    if (Customer.objects.exists() or User.objects.exists()) and not Organisation.get().simulated:
        raise UserError(
            f"{os.environ['DEEPROOT_HOME']} holds a real record, and the sample would be mixed into it. "
            "Set DEEPROOT_HOME to another folder for the demo."
        )


def note() -> Path:
    """The file that says that the sample is there whole, and which."""
    return Path(os.environ["DEEPROOT_HOME"]) / "demo.json"


def noted() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(note().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def clear() -> None:
    """Empty every table: of an earlier sample, or of one whose loading was broken off."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


def load(seed: int, customers: int, until: datetime) -> None:
    """Tell the company, import it as anybody would import theirs, add its people, and run one turn."""
    from deeproot import sample

    tell(f"Telling the sample company: {customers} customers, simulated.")
    company = sample.company(seed=seed, customers=customers, until=until)
    found_company(company.name)
    bring_in(company)
    connect_sources(company)
    add_people(company)
    fill_library()
    record_consents(company, until)
    ask_surveys(until)
    agree_plans(until)
    give_pages(until)
    tell("One turn of the loop: reading, understanding, planning.")
    from deeproot_app import loop
    from deeproot_app.cli.turn import Progress

    loop.turn(until, tell=Progress())
    judge(until)
    draw_journey(until)
    begin_programmes(until)
    thank_and_invite(until)
    ask_favours(until)
    write_mails(until)
    work_as_one(until)
    keep_habits(until)
    be_on_board(until)


def give_pages(until: datetime) -> None:
    """A page of their own for some customers, who say something on it; the next turn tells what follows."""
    from deeproot_app.cli import _sample_pages

    tell(f"{_sample_pages.load(until):,} customers have a page of their own.")


def draw_journey(until: datetime) -> None:
    """What customers walk through: a map with words of its people, walked once."""
    from deeproot_app.cli import _sample_journeys

    tell(f"A map of the journey with {_sample_journeys.load(until)} touchpoints, walked once.")


def judge(until: datetime) -> None:
    """Who stays, and what they are worth: what a worker reckons after the first turn of a day. Risk it judges first."""
    from deeproot_app.base import jobs
    from deeproot_app.cli import _sample_health
    from deeproot_app.measure.judged import charts, programmes, reckon
    from deeproot_app.understand.health.compare import compare_health
    from deeproot_app.understand.personas.reckon import KEY, reckon_personas
    from deeproot_app.understand.risk.work import judge_risk

    tell("Who stays, and what they will be worth.")
    reckon.bring_up_to_date(until)
    programmes.bring_up_to_date(until)
    charts.draw_beforehand()
    tell(f"What its people say of {_sample_health.load(until)} customers’ health.")
    jobs.enqueue(judge_risk, key="risk")
    jobs.enqueue(compare_health, key="health")
    jobs.enqueue(reckon_personas, key=KEY)


def ask_surveys(until: datetime) -> None:
    """Surveys that were asked and answered; low marks stand on Today then."""
    from deeproot_app.cli import _sample_surveys

    tell(f"{_sample_surveys.load(until):,} answers to surveys.")


def agree_plans(until: datetime) -> None:
    """Success plans with some customers: their goals in their own metric; our steps are promises."""
    from deeproot_app.cli import _sample_success

    tell(f"{_sample_success.load(until):,} success plans.")


def begin_programmes(until: datetime) -> None:
    """Let a programme run, of which the steps wait for a yes."""
    from deeproot_app.cli import _sample_programmes

    tell(f"{_sample_programmes.begin(until):,} customers enter a programme.")


def thank_and_invite(until: datetime) -> None:
    """Gifts out of a budget, an evening that was, and a webinar that is to come."""
    from deeproot_app.cli import _sample_thanks

    tell(f"{_sample_thanks.load(until):,} gifts and guests.")


def ask_favours(until: datetime) -> None:
    """Who told whom of us, and whom we asked for a favour; how loyal everybody is."""
    from deeproot_app.cli import _sample_loyalty

    tell(f"{_sample_loyalty.load(until):,} referrals and favours.")


def write_mails(until: datetime) -> None:
    """Mails in the outbox, each of which came to something else."""
    from deeproot_app.cli import _sample_mails

    tell(f"{_sample_mails.load(until):,} mails in the outbox; nothing can leave.")


def work_as_one(until: datetime) -> None:
    """Support is asked what may be offered, and has answered; notes, mentions, a handover; a step about a gap."""
    from deeproot_app.cli import _sample_together

    tell(f"{_sample_together.load(until):,} words among us.")


def keep_habits(until: datetime) -> None:
    """Small habits that a team and one of its people took up two months ago."""
    from deeproot_app.cli import _sample_habits

    tell(f"{_sample_habits.load(until):,} habits.")


def be_on_board(until: datetime) -> None:
    """Who takes part; a newcomer on their path; our own product used; two candidates."""
    from deeproot_app.cli import _sample_team

    tell(f"{_sample_team.load(until):,} of its people on board.")


def found_company(name: str) -> None:
    """From here on every page says that all of this is simulated."""
    from deeproot_app.base.models import Organisation

    Organisation(pk=1, name=name, simulated=True, timezone="Europe/Berlin", country="DE").save()


def bring_in(company: Company) -> None:
    from tempfile import TemporaryDirectory

    from deeproot.sample import writing
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.importing.paths import import_paths
    from deeproot_app.record.importing.plan import Options

    with TemporaryDirectory() as folder:
        tables = [path for path in writing.write(company, folder) if path.suffix == ".csv"]
        report = import_paths([str(path) for path in tables], Options(source="sample"), COMMAND_LINE, progress=shown)
    if report.refused:
        raise UserError("The sample was not taken whole:\n" + "\n".join(report.lines()))
    tell(f"{report.as_json()['created']:,} rows imported.")


def connect_sources(company: Company) -> None:
    """Let its last thirty days come in from connected sources too."""
    from deeproot_app.cli import _sample_sources

    tell(f"{_sample_sources.connect(company):,} deliveries of connected sources are taken in.")


def fill_library() -> None:
    """Give the resources their texts, addresses and files."""
    from deeproot.sample.library import library
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan.library.load import load

    tell(f"{load(COMMAND_LINE, library())['editions']:,} texts for the library, in four languages.")


def work_every_day(company: Company) -> None:
    """The sample has no weekend: whoever looks at it on a Sunday sees a day's choice too."""
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan.library.day import MINUTES, set_capacity

    for row in company.tables["members"]:
        set_capacity(COMMAND_LINE, row["member_id"], MINUTES, range(7))


def record_consents(company: Company, until: datetime) -> None:
    """Let its people object, agree, and be left alone, each in another way."""
    from deeproot_app.cli import _sample_consents

    tell(f"{_sample_consents.say(company, until):,} words about consent.")


def shown(done: int, of: int, says: str) -> None:
    """The import's progress on one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{says}" if done < of else "\r\033[K")
        sys.stderr.flush()


def add_people(company: Company) -> None:
    """The company's own people as users: the one with most customers as administrator, a manager, and members."""
    from deeproot_app.base import people
    from deeproot_app.base.access import COMMAND_LINE

    owned = [row["owner"] for row in company.tables["customers"]]
    members = sorted(company.tables["members"], key=lambda row: (-owned.count(row["member_id"]), row["member_id"]))
    roles = ["administrator", "manager"]
    for number, row in enumerate(members):
        role = roles[number] if number < len(roles) else "member"
        people.add(COMMAND_LINE, row["email"], name=row["name"], role=role, member_id=row["member_id"])
