"""Who is the same as whom."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.record.models import Link, Pair

SUMMARY = "who may stand in the record twice; merge two ids, or separate them again"
SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    candidates = acts.add_parser(
        "candidates", help="look for duplicates of what changed, and print who may be the same"
    )
    candidates.add_argument("--all", action="store_true", help=f"print every pair, not only the first {SHOWN}")
    merge = acts.add_parser("merge", help="say that two ids are one; it can be taken back")
    merge.add_argument("from_id", metavar="ID", help="the id that leads on to the other")
    merge.add_argument("into_id", metavar="INTO", help="the id under which both are shown")
    merge.add_argument("--reason", default="", help="why, in a few words")
    separate = acts.add_parser("separate", help="take the link of an id back: it is shown by itself again")
    separate.add_argument("from_id", metavar="ID", help="an id that was merged, or the id of a link")
    different = acts.add_parser("different", help="say that two ids are not the same; it is remembered")
    different.add_argument("from_id", metavar="ID")
    different.add_argument("into_id", metavar="OTHER")
    links = acts.add_parser("links", help="all links that were made, those taken back too")
    for one in (candidates, merge, separate, different, links):
        one.add_argument("--contacts", action="store_true", help="of contacts; else of customers")
        takes_json(one)
    parser.set_defaults(act="candidates", all=False, contacts=False, json=False)
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.record.models import Kind

    kind = Kind.CONTACT if args.contacts else Kind.CUSTOMER
    acts = {"candidates": _candidates, "merge": _merge, "separate": _separate, "different": _different, "links": _links}
    return acts[args.act](args, kind)


def _candidates(args: argparse.Namespace, kind: str) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.identity import pairs
    from deeproot_app.record.identity.search import find

    looked = find()
    found = pairs.waiting(COMMAND_LINE, kind=kind)
    rows = list(found if args.all or args.json else found[:SHOWN])
    if args.json:
        answer_json({"looked_at": looked, "pairs": [_pair(row) for row in rows]})
        return 0
    lines = [(f"{row.score:.0%}", row.one, row.other, _because(row)) for row in rows]
    _print.table(("likely", "id", "may be", "because"), lines, right=(0,))
    if not rows:
        answer("Nobody seems to stand in the record twice.")
    elif len(rows) == SHOWN and not args.all:
        tell("`deeproot identity candidates --all` prints all of them.")
    return 0


def _because(row: Pair) -> str:
    return ", ".join(f"{what} {how}" for what, how, _ in row.evidence[:4])


def _pair(row: Pair) -> dict[str, Any]:
    evidence = [{"what": what, "how": how, "words": words} for what, how, words in row.evidence]
    return {"kind": row.kind, "one": row.one, "other": row.other, "score": round(row.score, 4), "evidence": evidence}


def _merge(args: argparse.Namespace, kind: str) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.identity import merge

    link = merge.merge(COMMAND_LINE, kind, _there(kind, args.from_id), _there(kind, args.into_id), args.reason)
    _told(args, link, f"{args.from_id} is shown under {args.into_id} now; `deeproot identity separate {args.from_id}`.")
    return 0


def _separate(args: argparse.Namespace, kind: str) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.identity import merge
    from deeproot_app.record.models import Link

    standing = Link.objects.filter(kind=kind, undone_at__isnull=True)
    found = list(standing.filter(pk=args.from_id) or standing.filter(from_id=args.from_id))
    if len(found) != 1:
        named = ", ".join(link.pk for link in found)
        raise UserError(
            f"{args.from_id} was linked several times; say which link: {named}."
            if found
            else f"No link leads on from {args.from_id}; `deeproot identity links` prints all there are."
        )
    link = merge.separate(COMMAND_LINE, found[0].pk)
    _told(args, link, f"{link.from_id} is shown by itself again, as it was.")
    return 0


def _different(args: argparse.Namespace, kind: str) -> int:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.identity import pairs
    from deeproot_app.record.models import Pair

    one, other = _there(kind, args.from_id), _there(kind, args.into_id)
    row = pairs.decide(COMMAND_LINE, kind, one, other, Pair.State.DIFFERENT)
    answer_json(_pair(row) | {"state": row.state}) if args.json else answer("Not the same; that is remembered.")
    return 0


def _links(args: argparse.Namespace, kind: str) -> int:
    from deeproot_app.record.models import Link

    rows = list(Link.objects.filter(kind=kind).order_by("-made_at", "-link_id"))
    if args.json:
        answer_json({"links": [_link(row) for row in rows]})
        return 0
    lines = [
        (row.link_id, row.from_id, row.into_id, row.actor, "taken back" if row.undone_at else "stands") for row in rows
    ]
    _print.table(("link", "id", "shown under", "who says so", ""), lines)
    return 0


def _link(row: Link) -> dict[str, Any]:
    names = ("link_id", "kind", "from_id", "into_id", "source", "reason", "made_at", "actor", "undone_at")
    return {name: getattr(row, name) for name in names}


def _told(args: argparse.Namespace, link: Link, says: str) -> None:
    answer_json(_link(link)) if args.json else answer(says)


def _there(kind: str, one: str) -> str:
    """The id, where there is such a row. Raises UserError where there is none."""
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.identity.groups import MODELS

    if not MODELS[kind]._default_manager.filter(pk=one).exists():
        raise UserError(f"There is no {kind} with the id {one!r}.")
    return one
