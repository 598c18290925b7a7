"""Writing to a customer: a draft with the facts it rests on, the library beside it, and the gate's verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from secrets import token_hex
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.act.drafts import approve, gather, house, writing_help
from deeproot_app.act.drafts.approve import KINDS, Letter
from deeproot_app.act.drafts.draft import Draft, drafted
from deeproot_app.act.models import Sending, Template
from deeproot_app.act.outbox import acts, enclosing
from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment
from deeproot_app.base.models import User
from deeproot_app.plan import queries
from deeproot_app.plan.library.change import LANGUAGES
from deeproot_app.plan.library.fitting import fitting
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Contact, Customer

FILE: Final = re.compile(r"[0-9a-f]{32}")
TOKEN: Final = re.compile(r"[0-9a-f]{24}")
LETTER: Final = (
    *("customer", "contact", "kind", "subject", "text", "reply", "resource", "item", "reason", "token", "language"),
)


@require_GET
def write(request: HttpRequest) -> HttpResponse:
    """A draft, to be changed and sent: from an item of Today, from a customer, or as an answer to a message."""
    access.require(request.user, "touch.send")
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in (*LETTER, "occasion", "template")}
    item = queries.one(request.user, asked["item"]) if asked["item"] else None
    customer = _customer(request, item.customer_id if item else asked["customer"])
    template = int(asked["template"]) if asked["template"].isdecimal() and len(asked["template"]) < 19 else None
    draft = drafted(
        request.user,
        customer,
        item=item,
        reply_to=asked["reply"],
        resource_id=asked["resource"],
        contact_id=asked["contact"],
        occasion=asked["occasion"] if asked["occasion"] in house.WRITTEN_FREELY else "",
        language=asked["language"],
        template=template,
    )
    letter = Letter(
        occasion=token_hex(12), customer_id=customer.pk, contact_id=draft.contact_id or "", kind=draft.kind,
        subject=draft.subject, text=draft.text, member_id=_member(request), reply_to=draft.reply_to or "",
        resource_id=draft.resource_id or "", item_key=asked["item"],
    )  # fmt: skip
    return _page(request, customer, letter, draft)


@require_GET
def verdict(request: HttpRequest) -> HttpResponse:
    """What the gate says of what stands on the page."""
    access.require(request.user, "touch.send")
    customer = _customer(request, request.GET.get("customer", ""))
    letter = Letter(
        "", customer.pk, request.GET.get("contact", ""), request.GET.get("kind", ""), "", "", _member(request)
    )
    return render(request, "act/write_verdict.html", _judged(request, letter, request.GET.get("when", "")))


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Queue it: it leaves when its time has come and the gate lets it; until then it can be called back."""
    access.require(request.user, "touch.send")
    customer = _customer(request, request.POST.get("customer", ""))
    letter = _posted(request, customer)
    try:
        sent = approve.approve(request.user, replace(letter, when=_moment(request, request.POST.get("when", ""))))
    except UserError as wrong:
        if wrong.status == 403:
            raise
        return _page(request, customer, letter, None, wrong.message)
    state = Sending.State(sent.state)
    words = "It leaves in a moment" if state == Sending.State.QUEUED else f"{state.label}. {sent.says}".rstrip(". ")
    flash.done(request, f"To {sent.to_name or sent.address}: {words}.", undo=reverse("act:write_undo", args=[sent.pk]))
    return redirect(reverse("desk:today") if letter.item_key else reverse("desk:customer", args=[customer.pk]))


@require_POST
def rewrite(request: HttpRequest) -> HttpResponse:
    """Let the language model rewrite what stands on the page; it comes back as a draft."""
    access.require(request.user, "touch.send")
    customer = _customer(request, request.POST.get("customer", ""))
    letter, language = _posted(request, customer), request.POST.get("language", "en")
    try:
        text = writing_help.rewritten(request.user, letter.text, LANGUAGES.get(language, "English"))
    except UserError as wrong:
        if wrong.status == 403:
            raise
        return _page(request, customer, letter, None, wrong.message)
    return _page(request, customer, replace(letter, text=text), None, by_model=True)


@require_POST
def undo(request: HttpRequest, sending: int) -> HttpResponse:
    """Call a mail back that has not left."""
    access.require(request.user, "touch.send")
    try:
        row = acts.cancel(request.user, sending if sending < 2**63 else 0)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, f"Called back: nothing goes to {row.to_name or row.address}.")
    return redirect(reverse("desk:today"))


def _page(
    request: HttpRequest,
    customer: Customer,
    letter: Letter,
    draft: Draft | None,
    wrong: str = "",
    by_model: bool = False,
) -> HttpResponse:
    """The page with this letter on it: as drafted, or as somebody wrote it and was told what is missing."""
    now = clock.now()
    item = queries.one(request.user, letter.item_key) if letter.item_key else None
    known = gather.known(customer, now, item=item, reply_to=letter.reply_to, resource_id=letter.resource_id)
    words = known.asked.text.body if known.asked is not None and hasattr(known.asked, "text") else ""
    language = draft.language if draft else request.POST.get("language", "en")
    help_ = writing_help.settings()
    context: dict[str, Any] = {
        "customer": customer,
        "letter": letter,
        "token": letter.occasion.removeprefix("write:"),
        "draft": draft,
        "wrong": wrong,
        "by_model": by_model,
        "item": item,
        "asked": known.asked,
        "facts": draft.facts if draft else known.facts(),
        "fitting": fitting(request.user, customer, now, words, language),
        "resource": known.resource,
        "contacts": Contact.objects.filter(customer__in=customer.ids, merged_into=None).exclude(email=None)[:200],
        "kinds": KINDS,
        "languages": {code: LANGUAGES[code] for code in house.LANGUAGES},
        "language": language,
        "templates": Template.objects.filter(retired_at=None, member_id__in={"", letter.member_id}).order_by("name"),
        "occasions": house.WRITTEN_FREELY,
        "help_ready": help_.ready,
        "when": request.POST.get("when", ""),
        "reason": letter.reason,
        "owed": known.owed if access.allows(request.user, "promise.change") else [],
        "files": enclosing.offered(language),
        "largest": enclosing.LARGEST,
        **_judged(request, letter, request.POST.get("when", "")),
    }
    return render(request, "act/write.html", context, status=422 if wrong else 200)


def _judged(request: HttpRequest, letter: Letter, when: str) -> dict[str, Any]:
    """The verdict, for the page."""
    try:
        said = approve.verdict(replace(letter, when=_moment(request, when)), clock.now())
    except UserError as wrong:
        return {"verdict": None, "cannot": wrong.message}
    return {"verdict": said, "cannot": ""}


def _posted(request: HttpRequest, customer: Customer) -> Letter:
    given = {name: request.POST.get(name, "").replace("\x00", "") for name in LETTER}
    contact = Contact.objects.filter(pk=given["contact"], customer__in=customer.ids).first()
    return Letter(
        occasion=f"write:{given['token']}" if TOKEN.fullmatch(given["token"]) else f"write:{token_hex(12)}",
        customer_id=contact.customer_id if contact else customer.pk,
        contact_id=contact.pk if contact else "",
        kind=given["kind"],
        subject=given["subject"].strip(),
        text=given["text"].replace("\r\n", "\n").strip(),
        member_id=_member(request),
        reply_to=given["reply"],
        resource_id=given["resource"],
        item_key=given["item"],
        reason=given["reason"].strip()[:500],
        settles=request.POST.get("settles") == "yes",
        keeps=tuple(dict.fromkeys(one.replace("\x00", "")[:300] for one in request.POST.getlist("keeps")))[:20],
        enclosed=tuple(key for key in request.POST.getlist("enclosed") if FILE.fullmatch(key)),
    )


def _moment(request: HttpRequest, given: str) -> Any:
    """When it shall leave; None: now. Raises UserError for what is no moment."""
    if not given:
        return None
    field = LocalMoment()
    field.zone = reader.zone(request)
    try:
        return field.clean(given)
    except ValidationError:
        raise UserError("Say when it shall leave: a day and a time.") from None


def _customer(request: HttpRequest, customer_id: str) -> Customer:
    if not customer_id:
        raise Http404("Say to whom.")
    return whole(access.one(request.user, Customer.objects.all(), pk=customer_id.replace("\x00", "")))


def _member(request: HttpRequest) -> str:
    return request.user.member_id if isinstance(request.user, User) else ""
