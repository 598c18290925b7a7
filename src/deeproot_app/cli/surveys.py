"""Surveys: which there are, what each asks, what they say and how sure that is, and who may be asked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deeproot_app.cli import _print
from deeproot_app.cli._arguments import takes_as_of, takes_json
from deeproot_app.cli._tell import answer, answer_json, tell

if TYPE_CHECKING:
    from deeproot_app.act.models import Survey
    from deeproot_app.act.surveys.asking import Looked
    from deeproot_app.measure.surveys.reckoned import Results

SUMMARY = "surveys: list them, show what one asks, say what they say, ask people"
MOST = 1_000
NAMED = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = words.add_parser("list", help="all surveys, with who was asked and who answered")
    shown = words.add_parser("show", help="one survey: its questions, its state, whom it reached")
    shown.add_argument("survey", type=_number, metavar="SURVEY", help="the survey's number")
    said = words.add_parser("results", help="scores with their intervals, response, and whom nobody asked")
    said.add_argument("survey", type=_number, nargs="?", metavar="SURVEY", help="its number (default: all surveys)")
    said.add_argument("--by", choices=("persona", "owner", "country", "kind"), help="apart for each value of that")
    said.add_argument("--never-asked", action="store_true", help="list whom nobody asked")
    takes_as_of(said)
    asks = words.add_parser("ask", help="ask people by mail, as far as the gate lets us")
    asks.add_argument("survey", type=_number, metavar="SURVEY", help="the survey's number")
    asks.add_argument("people", nargs="*", metavar="ADDRESS", help="whom, by their mail addresses")
    asks.add_argument("--everybody", action="store_true", help="one person at every customer who is with us")
    asks.add_argument("--dry-run", action="store_true", help="say who would be asked and who not, and ask nobody")
    for each in (listed, shown, said, asks):
        takes_json(each)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError("give the number of a survey; `deeproot surveys list` has them")
    return int(text)


def run(args: argparse.Namespace) -> int:
    return {"list": _list, "show": _show, "results": _results, "ask": _ask}[args.what](args)


def _found(number: int) -> Survey:
    from django.http import Http404

    from deeproot_app.act.surveys import written
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError

    try:
        return written.found(COMMAND_LINE, number)
    except Http404:
        raise UserError(f"There is no survey {number}; `deeproot surveys list` has them.") from None


def _list(args: argparse.Namespace) -> int:
    from deeproot_app.act.surveys import written
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.surveys import told

    rows: list[Any] = list(written.listed(COMMAND_LINE).order_by("-made_at", "-id")[:MOST])
    if args.json:
        found = [told.survey(row) | {"asked": row.n_asked, "answered": row.n_answered} for row in rows]
        answer_json({"as_of": clock.now(), "surveys": found})
        return 0
    if not rows:
        tell("There is no survey yet; make one under Surveys.")
        return 0
    _print.table(
        ("survey", "title", "kind", "state", "asked", "answered"),
        [(str(row.pk), row.title, row.kind, row.state, f"{row.n_asked:,}", f"{row.n_answered:,}") for row in rows],
        right=(0, 4, 5),
    )
    return 0


def _show(args: argparse.Namespace) -> int:
    from deeproot_app.act.surveys import course
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.measure.surveys import asked, told

    survey = _found(args.survey)
    numbers = course.numbers(COMMAND_LINE, survey)
    questions = asked.questions(COMMAND_LINE, survey)
    if args.json:
        answer_json(told.survey(survey) | {"reached": numbers, "questions": [told.question(one) for one in questions]})
        return 0
    _print.heading(f"{survey.title} ({survey.kind}, {survey.state})")
    for one in questions:
        _print.paragraph(f"{one.question.place}. {one.words} ({one.question.get_kind_display()}; {one.n:,} answers)")
    _print.paragraph("; ".join(f"{course.GROUPS[name if name != 'all' else ''][0].lower()} {count:,}"
                               for name, count in numbers.items()) + ".")  # fmt: skip
    return 0


def _results(args: argparse.Namespace) -> int:
    from deeproot_app.base import clock
    from deeproot_app.measure.surveys import told
    from deeproot_app.measure.surveys.reckoned import not_asked, results

    survey = None if args.survey is None else _found(args.survey)
    as_of = args.as_of or clock.now()
    found = results(as_of, survey, args.by)
    document = told.document(found)
    if args.never_asked:
        never = not_asked(as_of, survey, MOST)
        names = _names([one.customer_id for one in never])
        document["never_asked"] = [told.never(one, names.get(one.customer_id, "")) for one in never]
    if args.json:
        answer_json(document)
        return 0
    _say(found)
    for one in document.get("never_asked", ()):
        heard = f"{one['heard_at']:%Y-%m-%d}" if one["heard_at"] else "no sign of life recorded"
        answer(f"  {one['customer_id']}  {one['name']}  {heard}{'  at risk' if one['at_risk'] else ''}")
    return 0


def _names(ids: list[str]) -> dict[str, str]:
    from deeproot_app.record.models import Customer

    return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name"))


def _say(found: Results) -> None:
    from zoneinfo import ZoneInfo

    from deeproot_app.base.models import Organisation
    from deeproot_app.measure.surveys import told

    if found.is_empty:
        answer("No answer to a survey is recorded, and nobody was asked.")
        return
    since = found.span.begins.astimezone(ZoneInfo(Organisation.get().timezone))
    _print.heading(f"{found.survey.title if found.survey else 'All surveys'}, since {since:%Y-%m-%d}")
    for one in found.whole:
        _print.paragraph(told.sentence(one))
    _print.paragraph(told.responded(found.response))
    reach = found.reach
    _print.paragraph(
        f"Never asked: {_print.many(reach.never_asked.customers, 'customer')} of {reach.customers:,}, "
        f"{reach.never_asked.silent:,} of them silent for 90 days, {reach.never_asked.at_risk:,} of them at risk."
    )
    if found.groups:
        _print.table((found.by or "", "scale", "score", "between", "answers"), [
            (one.group or "(none)", one.scale.id, told.score(one.score) if one.score else "too few",
             told.between(one.score) if one.score else "", f"{one.n:,}")
            for one in found.groups
        ], right=(2, 4))  # fmt: skip


def _ask(args: argparse.Namespace) -> int:
    from deeproot_app.act.surveys import asking, whom
    from deeproot_app.base import clock
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError

    survey = _found(args.survey)
    if bool(args.people) == args.everybody:
        raise UserError("Say whom: their mail addresses, or --everybody.")
    if args.everybody:
        found = whom.grouped(COMMAND_LINE, "everybody", clock.now(), everyone=False)
    else:
        found = whom.named(COMMAND_LINE, args.people)
    act = asking.look if args.dry_run else asking.ask
    looked = act(COMMAND_LINE, survey, found.people)
    if args.json:
        answer_json(_looked(survey, looked, found.unknown, dry=args.dry_run))
    else:
        _tell(looked, found.unknown, dry=args.dry_run)
    return 3 if found.unknown and not args.everybody else 0


def _looked(survey: Survey, looked: Looked, unknown: list[str], *, dry: bool) -> dict[str, Any]:
    return {
        "survey_id": survey.pk, "dry_run": dry, "asked": len(looked.would), "later": len(looked.later),
        "refused": len(looked.refused), "unknown": unknown,
        "people": [
            {"contact_id": one.contact.pk, "customer_id": one.contact.customer_id, "asked": not one.refused,
             "not_before": one.until, "reasons": [reason.id for reason in one.reasons]}
            for one in looked.people
        ],
    }  # fmt: skip


def _tell(looked: Looked, unknown: list[str], *, dry: bool) -> None:
    verb = "would be asked" if dry else "asked"
    answer(f"{_print.many(len(looked.would), 'person', 'people')} {verb}, {len(looked.later):,} of them later; "
           f"{len(looked.refused):,} not.")  # fmt: skip
    for words, times in looked.why:
        answer(f"  {times:,}  {words}")
    if unknown:
        tell(f"Nobody known: {', '.join(unknown[:NAMED])}")
