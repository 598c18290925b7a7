"""What we know and what we assume: of all customers, of a persona, of one; each belief with its evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import access, clock, keyset, reader
from deeproot_app.desk import known
from deeproot_app.desk.belief_forms import EditBelief, SayBelief
from deeproot_app.desk.views.customer import of_one
from deeproot_app.record import beliefs as said
from deeproot_app.record.models import Belief, Change, Customer
from deeproot_app.understand import asking, assumptions

A_PAGE = 15
STATES = {"": "All", "assumed": "Only assumed", "known": "Known"}


@require_GET
def beliefs(request: HttpRequest) -> HttpResponse:
    """How much we know and how much we assume, of all or of a persona; what is worth asking; and the list."""
    access.require(request.user, "record.see")
    now = clock.now()
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("persona", "about", "state")}
    rows = assumptions.of_customers(request.user, now, asked["persona"])
    by_about = assumptions.known(rows, now)
    page = keyset.page(_listed(rows, asked, now), ["about", "belief_id"], request.GET, A_PAGE)
    context: dict[str, Any] = {
        "personas": _personas(request.user),
        "asked": asked,
        "known": [(name, known.LABELS[name], one) for name, one in by_about.items()],
        "total": assumptions.together(by_about.values()),
        "asks": _asks(assumptions.worth_asking(request.user, now, asked["persona"])),
        "rule": assumptions.RULE,
        "page": page,
        "rows": known.held(page.rows, now, 1),
        "labels": known.LABELS,
        "states": STATES,
        "own": known.held(_own(asked["persona"], now), now, 1),
        "hard": _hard(request.user, now),
        "form": SayBelief(reader.zone(request), [], hard=False),
        "may": access.allows(request.user, said.ACT),
        "may_ask": access.allows(request.user, "survey.manage"),
        "now": now,
    }
    return render(request, "desk/beliefs/beliefs.html", context)


def _listed(rows: QuerySet[Belief], asked: dict[str, str], now: Any) -> QuerySet[Belief]:
    rows = rows.select_related("customer__merged_into")
    rows = rows.filter(about=asked["about"]) if asked["about"] in known.LABELS else rows
    only = assumptions.assumed(now)
    return {"assumed": rows.filter(only), "known": rows.exclude(only)}.get(asked["state"], rows)


def _personas(actor: access.Actor) -> list[str]:
    rows = access.customers(actor, Customer.objects.exclude(persona=None).exclude(persona=""))
    return [str(name) for name in rows.order_by("persona").values_list("persona", flat=True).distinct()]


def _own(persona: str, now: Any) -> list[Belief]:
    """What is held of a persona as such; without one, of all customers and of every persona."""
    rows = assumptions.holding(now).filter(customer__isnull=True)
    return list((rows.filter(persona=persona) if persona else rows).order_by("persona", "about", "belief_id")[:30])


def _hard(actor: access.Actor, now: Any) -> list[tuple[Belief, bool]]:
    """Hard times that hold or ended lately, those that end first first; and whether they are over."""
    rows = Belief.objects.filter(customer__isnull=False, about="capacity", from_at__lte=now)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=now - known.SOON))
    rows = access.customers(actor, rows, "customer").select_related("customer__merged_into")
    return [(one, bool(one.until and one.until <= now)) for one in rows.order_by("until", "pk")[:30]]


def _asks(asks: list[assumptions.Ask]) -> list[tuple[assumptions.Ask, str, str]]:
    return [(one, asking.question(one.about, one.text), known.HORIZONS[one.horizon]) for one in asks]


@require_GET
@of_one
def of_customer(request: HttpRequest, found: Customer) -> HttpResponse:
    """What we believe of one customer, with their words; what was read and waits; why they chose us; hard times."""
    return customer_page(request, found)


def customer_page(
    request: HttpRequest, found: Customer, form: SayBelief | None = None, hard: SayBelief | None = None
) -> HttpResponse:
    now, zone = clock.now(), reader.zone(request)
    own = assumptions.of_customers(request.user, now, ids=found.ids)
    rows = known.held(own.order_by("-from_at", "pk")[: known.MOST], now)
    words = known.last_words(found)
    by_about = assumptions.known(own, now)
    wrong = form is not None or hard is not None
    context: dict[str, Any] = {
        "customer": found,
        "tab": "beliefs",
        "groups": known.by_about(rows, ("origin", "capacity")),
        "origin": [one for one in rows if one.belief.about == "origin"],
        "hard": [one for one in rows if one.belief.about == "capacity"],
        "soon": now + known.SOON,
        "beginning": known.beginning(found),
        "total": assumptions.together(by_about.values()),
        "asks": _asks(assumptions.worth_asking(request.user, now, ids=found.ids, limit=5)),
        "rule": assumptions.RULE,
        "waiting": known.waiting(request.user, found),
        "ended": known.ended(found, now),
        "merged": known.put_together(found),
        "form": form or SayBelief(zone, words, hard=False, prefix="say"),
        "hard_form": hard or SayBelief(zone, words, hard=True, prefix="hard"),
        "may": access.allows(request.user, said.ACT),
        "may_decide": known.may_decide(request.user),
        "may_ask": access.allows(request.user, "survey.manage"),
        "now": now,
    }
    return render(request, "desk/beliefs/customer.html", context, status=422 if wrong else 200)


@require_GET
def one(request: HttpRequest, belief: str) -> HttpResponse:
    """One belief: all the words that say so, what people changed of it, and what may be done about it."""
    return belief_page(request, seen(request, belief))


def seen(request: HttpRequest, pk: str) -> Belief:
    """A belief that the reader may see. Raises Http404 alike for none and for another's."""
    access.require(request.user, "record.see")
    rows = said.visible(request.user, Belief.objects.select_related("customer__merged_into"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such belief.")
    return found


def belief_page(request: HttpRequest, found: Belief, form: EditBelief | None = None) -> HttpResponse:
    now = clock.now()
    customer = found.customer.leader if found.customer else None
    evidence = known.quoted({found.pk: list(found.evidence or ())[-50:]})[found.pk]
    visible = evidence if customer or access.sees_all(request.user) else []
    context: dict[str, Any] = {
        "belief": found,
        "customer": customer,
        "held": known.held([found], now, 0)[0],
        "evidence": visible[::-1],
        "over": bool(found.until and found.until <= now),
        "words": [row for row in known.last_words(customer) if row.pk not in found.evidence] if customer else [],
        "others": _others(request.user, found, now),
        "changes": Change.objects.filter(table="beliefs", row_id=found.pk, batch=None)
        .select_related("user")
        .order_by("-pk")[:20],
        "form": form or EditBelief.of(found),
        "question": asking.question(found.about, found.text) if found.about in assumptions.ASKED else "",
        "may": access.allows(request.user, said.ACT),
        "may_ask": access.allows(request.user, "survey.manage"),
    }
    return render(request, "desk/beliefs/belief.html", context, status=422 if form else 200)


def _others(actor: access.Actor, found: Belief, now: Any) -> list[Belief]:
    """What else is held of the same, of which one may say that it is this."""
    rows = assumptions.holding(now).exclude(pk=found.pk)
    if found.customer is None:
        return list(rows.filter(customer__isnull=True, persona=found.persona).order_by("about", "pk")[:60])
    own = access.customers(actor, rows.filter(customer__in=found.customer.leader.ids), "customer")
    return sorted(own.order_by("about", "pk")[:60], key=lambda other: other.about != found.about)
