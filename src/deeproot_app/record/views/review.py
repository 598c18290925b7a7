"""What was read, one thing at a time: right or wrong? Each word of a person's brings up the next, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot_app.base import access, reader
from deeproot_app.record.models import Customer, Member, Promise, Proposal
from deeproot_app.record.review import around, forms, queue, words
from deeproot_app.record.review.marked import marked
from deeproot_app.record.review.queue import Part, Wanted

ACT: Final = "reading.decide"
KEPT: Final = ("state", "sort", "whose", "customer", "when")
"""What narrows the queue; the place in it stands beside."""
LARGEST: Final = 2**63 - 1
WHENS: Final = {"": "Of the last year", "older": "Older", "all": "Of any time"}
TABS: Final = {"waiting": "What waits", "rule": "Applied by rule", "decided": "Decided"}


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The queue, with the proposal open at which it stands."""
    access.require(request.user, "record.see")
    return page(request, request.GET)


@require_GET
def one(request: HttpRequest, proposal: int) -> HttpResponse:
    """To where one proposal stands in the queue."""
    access.require(request.user, "record.see")
    found = queue.one(request.user, min(proposal, LARGEST))
    state = next((name for name, states in queue.STATES.items() if found.state in states), "")
    apart = "when=all" if found.made_at < queue.lately() else ""
    return redirect(address(QueryDict(f"state={state}" if state != "waiting" else apart), found.pk))


def page(request: HttpRequest, query: QueryDict, form: forms.Edit | None = None) -> HttpResponse:
    """The page of the queue as ``query`` wants it; with ``form``, a correction that is not right yet."""
    wanted = wanted_by(request, query)
    part = queue.part(request.user, wanted, form.proposal.pk if form else place_of(query))
    if form and (part.open is None or part.open.pk != form.proposal.pk):
        part = Part([form.proposal], None, [])
    promises = _promises(part)
    context: dict[str, Any] = {
        "part": part,
        "rows": [(row, words.line(row, promises.get(row.promise_id)), address(query, row.pk)) for row in part.rows],
        "wanted": wanted,
        "query": query_of(query),
        "tabs": tabs(query),
        "counts": _counts(request, wanted),
        "whens": WHENS if wanted.state == "waiting" and not wanted.customer else {},
        "when": query.get("when", ""),
        "older": address(with_(query, when="older")) if _older_wait(request, wanted, part) else "",
        "members": Member.objects.order_by("name"),
        "whose": query.get("whose", ""),
        "mine": bool(getattr(request.user, "member_id", "")),
        "may_decide": access.allows(request.user, ACT),
        "beginning": address(query),
        "of_customer": _customer(request, wanted),
        "next": address(query, part.next.pk) if part.next else "",
        "previous": address(query, part.before[0].pk) if part.before else "",
    }
    if part.open is not None:
        context |= _opened(request, part.open.pk, form)
        context["promise"] = promises.get(part.open.promise_id)
    return render(request, "record/review/review.html", context, status=422 if form else 200)


def wanted_by(request: HttpRequest, query: QueryDict) -> Wanted:
    """What the address asks for; what makes no sense there counts as not given."""
    state, sort, whose = query.get("state", ""), query.get("sort", ""), query.get("whose", "")
    wanted = Wanted(
        state=state if state in queue.STATES else "waiting",
        sort=sort if sort in Proposal.RANK else "",
        member=getattr(request.user, "member_id", "") if whose == "mine" else whose.replace("\x00", ""),
        customer=query.get("customer", "").replace("\x00", ""),
    )
    if wanted.state != "waiting" or wanted.customer or query.get("when") == "all":
        return wanted
    since = queue.lately()
    return replace(wanted, before=since) if query.get("when") == "older" else replace(wanted, since=since)


def place_of(query: QueryDict) -> int | None:
    """The proposal at which the address stands in the queue."""
    given = query.get("from", "")
    return min(int(given), LARGEST) if given.isascii() and given.isdigit() and len(given) < 20 else None


def tabs(query: QueryDict | None = None) -> list[tuple[str, str, str]]:
    """What one may look over; the queue narrowed as ``query`` narrows it."""
    queues = [(name, text, address(with_(query or QueryDict(), state=name))) for name, text in TABS.items()]
    return [
        *queues,
        ("agreement", "How often we agree", reverse("review:agreement")),
        ("again", "Reading again", reverse("review:again")),
    ]


def query_of(query: QueryDict) -> str:
    """What narrows the queue, as part of an address."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if value := query.get(name):
            kept[name] = value
    return kept.urlencode()


def with_(query: QueryDict, **changes: str) -> QueryDict:
    """The query with some values changed."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    return changed


def address(query: QueryDict, place: int | None = None) -> str:
    """The address of the queue so narrowed, at the proposal ``place``."""
    parts = [query_of(query), f"from={place}" if place else ""]
    rest = "&".join(filter(None, parts))
    return f"{reverse('review:review')}{'?' if rest else ''}{rest}"


def _counts(request: HttpRequest, wanted: Wanted) -> list[tuple[str, str, int | None]]:
    """Each sort, and how many of it wait."""
    if wanted.state != "waiting":
        return [(name, labels[1], None) for name, labels in words.SORTS.items()]
    counted = queue.count_by_sort(request.user, replace(wanted, sort=""))
    return [(name, labels[1], counted.get(name, 0)) for name, labels in words.SORTS.items()]


def _older_wait(request: HttpRequest, wanted: Wanted, part: Part) -> bool:
    """Whether, where nothing of the last year waits, something older does."""
    if part.open or not wanted.since:
        return False
    return queue.matching(request.user, replace(wanted, since=None, before=wanted.since)).exists()


def _customer(request: HttpRequest, wanted: Wanted) -> Customer | None:
    if not wanted.customer:
        return None
    return access.customers(request.user, Customer.objects.all()).filter(pk=wanted.customer).first()


def _opened(request: HttpRequest, pk: int, form: forms.Edit | None) -> dict[str, Any]:
    """The open proposal, its message with the words marked, and what was said around it."""
    row = queue.one(request.user, pk)
    text = getattr(row.interaction, "text", None)
    body = text.body if text else ""
    shown = marked(body, row.words)
    return {
        "open": row,
        "claim": words.claim(row),
        "quoted": words.quoted(row),
        "moment_named": words.moment_of(row),
        "horizon": words.HORIZONS.get(str(row.says.get("horizon"))),
        "sort_label": words.SORTS[Proposal.Sort(row.sort)][0],
        "means": words.MEANS[Proposal.Sort(row.sort)],
        "verdict": words.VERDICTS[row.state],
        "message": row.interaction,
        "parties": words.parties(row.interaction),
        "text": text,
        "marked": shown,
        "whole": marked(body, row.words, whole=True) if shown.cut else None,
        "around": around.around(row.interaction),
        "form": form or forms.edit(row, reader.zone(request)),
        "editing": form is not None,
    }


def _promises(part: Part) -> dict[str, Promise]:
    """The promises that the outcomes shown are about."""
    wanted = {row.promise_id for row in part.rows if row.sort == Proposal.Sort.OUTCOME}
    return Promise.objects.select_related("member").in_bulk(wanted) if wanted else {}
