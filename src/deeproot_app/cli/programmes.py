"""Programmes: for whom they are, how far they are, what they would have done."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer_json, tell

if TYPE_CHECKING:
    from deeproot.measure.proof.programmes import Kept
    from deeproot_app.measure.proof import Told
    from deeproot_app.plan.models import Programme

SUMMARY = "programmes: for whom, how far, who is held out; played through on the past, started, stopped"


def arguments(parser: argparse.ArgumentParser) -> None:
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--make", metavar="FILE", help="a new programme, as a draft, from a JSON definition; --name it")
    act.add_argument("--simulate", metavar="PROGRAMME", help="what it would have done on the past; nothing is sent")
    act.add_argument("--start", metavar="PROGRAMME", help="let it run")
    act.add_argument("--pause", metavar="PROGRAMME", help="nobody enters, nothing is done, until it is started again")
    act.add_argument("--stop", metavar="PROGRAMME", help="stop it for good: what has not left is cancelled")
    act.add_argument(
        "--proof", action="store_true", help="whether each keeps customers: the treated against the hold-out"
    )
    act.add_argument(
        "--uplift", action="store_true", help="who would gain from being contacted: learnt from treated and hold-out"
    )
    parser.add_argument("--name", metavar="NAME", default="", help="what the new programme is called")
    parser.add_argument("--goal", metavar="WORDS", default="", help="what the new programme is to change")
    parser.add_argument("--days", metavar="N", type=int, default=90, help="how far back it is played (default: 90)")
    parser.add_argument("--horizon", metavar="N", type=_days, default=90, help="days to have stayed for (default: 90)")
    takes_as_of(parser)
    takes_json(parser)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 3_650:
        raise argparse.ArgumentTypeError("give a number of days from 1 to 3650")
    return int(text)


def run(args: argparse.Namespace) -> int:
    if args.simulate is not None:
        return _simulate(args)
    if args.proof:
        return _proof(args)
    if args.uplift:
        return _uplift(args)
    if any(one is not None for one in (args.make, args.start, args.pause, args.stop)):
        return _act(args)
    from deeproot_app.act.programmes.standing import document, standings
    from deeproot_app.plan.models import Programme

    found = [document(one) for one in standings(Programme.objects.all())]
    if args.json:
        answer_json({"programmes": found})
    elif not found:
        tell("There is no programme yet; `deeproot programmes --make FILE --name NAME` makes one, as does the page.")
    else:
        _show(found)
    return 0


def _show(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            *(one["name"], one["state"], f"{one['asks']:,}", f"{one['under_way']:,}"),
            *(f"{one['treated']:,}", f"{one['holdout']:,}", one["programme_id"]),
        )
        for one in found
    ]
    columns = ("programme", "state", "wait for a yes", "under way", "treated", "held out", "id")
    _print.table(columns, rows, right=(2, 3, 4, 5))


def _act(args: argparse.Namespace) -> int:
    from deeproot_app.act.programmes.standing import document, standing
    from deeproot_app.act.programmes.stopping import stop
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.plan.programmes import define

    if args.make is not None:
        done = define.make(COMMAND_LINE, args.name, args.goal, _read(args.make))
    elif args.start is not None:
        done = define.start(COMMAND_LINE, _meant(args.start).pk)
    elif args.pause is not None:
        done = define.pause(COMMAND_LINE, _meant(args.pause).pk)
    else:
        done = stop(COMMAND_LINE, _meant(args.stop).pk)
    if args.json:
        answer_json(document(standing(done)))
    else:
        tell(f"“{done.name}” ({done.pk}) is {done.get_state_display().lower()}.")
    return 0


def _read(path: str) -> Any:
    import json
    from pathlib import Path

    from deeproot_app.base.errors import UserError

    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except RecursionError:
        raise UserError(f"{path} is no programme: its lists and objects are nested too deeply.") from None
    except ValueError as error:
        raise UserError(f"{path} is no JSON: {error}.") from None


def _meant(asked: str) -> Programme:
    """The programme of that id or name."""
    from django.db.models import Q

    from deeproot_app.base.errors import UserError
    from deeproot_app.plan.models import Programme

    found = Programme.objects.filter(Q(pk=asked) | Q(name=asked)).first()
    if found is None:
        raise UserError(f"There is no programme {asked!r}; `deeproot programmes` lists them.")
    return found


def _simulate(args: argparse.Namespace) -> int:
    from datetime import timedelta

    from deeproot_app.base import clock
    from deeproot_app.base.errors import UserError
    from deeproot_app.plan.programmes import define
    from deeproot_app.plan.programmes.simulate import LONGEST, played

    if not 1 <= args.days <= LONGEST:
        raise UserError(f"A simulation goes back 1 to {LONGEST} days, not {args.days}.", exit_code=2)
    now = clock.now()
    found = played(define.latest(_meant(args.simulate)), now - timedelta(days=args.days), now)
    if args.json:
        answer_json(found)
        return 0
    reached, held, off = found["reached"], found["holdout"], found["put_off"]
    why = ", ".join(f"{number} {reason}" for reason, number in found["refused"].items())
    _print.paragraph(
        f"Over {args.days} days it would have reached {reached:,} customers and held out {held:,}; the gate would have "
        f"put off {off:,} touches and refused {found['refusals']:,}{f' (because: {why})' if why else ''}."
    )
    return 0


def _proof(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.measure import proof

    as_of = args.as_of or clock.now()
    found = proof.reckoned(as_of, args.horizon)
    if args.json:
        answer_json(proof.document(found, as_of, args.horizon))
    elif not found:
        tell("Nobody was assigned to a programme yet; without a hold-out nobody knows what it does.")
    else:
        rows = [_kept(row, one) for row in found for one in row.proof.kept]
        columns = ("programme", "of whom", "treated stayed", "held out stayed", "kept", "what is known")
        _print.table(columns, rows, right=(2, 3, 4))
    return 0


def _kept(row: Told, one: Kept) -> tuple[str, ...]:
    from deeproot_app.measure import proof

    arms = (one.stayed.treated, one.stayed.mean_treated), (one.stayed.holdout, one.stayed.mean_holdout)
    stayed = (f"{_print.figure(proof.known(mean), 'share')} of {size:,}" for size, mean in arms)
    middle, low, high = (proof.known(value) for value in one.stayed.kept)
    kept = "not known" if low is None or high is None else f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"
    return (row.name, one.business, *stayed, kept, proof.verdict(row.proof, one).says)


def _uplift(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.measure import uplift

    as_of = args.as_of or clock.now()
    found = uplift.reckoned(as_of, args.horizon)
    document = uplift.document(found, as_of, args.horizon)
    names = uplift.names(document["programmes"])
    for told, one in zip(document["programmes"], found, strict=True):
        told |= {"name": names[one.programme_id], "customers": uplift.customers(one)}
    if args.json:
        answer_json(document)
    elif not found:
        tell("Nobody was assigned to a programme yet; without a hold-out nobody knows who gains.")
    else:
        rows = [_gains(told) for told in document["programmes"]]
        columns = ("programme", "of whom", "outcomes", "model", "rule", "at risk", "what is known")
        _print.table(columns, rows, right=(2, 3, 4, 5))
        _print.paragraph("Qini coefficients on customers not learnt from; 0 is a random order. Intervals with --json.")
    return 0


def _gains(told: dict[str, Any]) -> tuple[str, ...]:
    outcomes = f"{told['treated'] + told['holdout']:,}"
    qini = [f"{told['qini'][way]['value']:.3f}" if told["qini"] else "" for way in ("model", "rule", "risk")]
    return (told["name"], told["business"], outcomes, *qini, told["says"])
