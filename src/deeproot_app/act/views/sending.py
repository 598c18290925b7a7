"""By what mail leaves: accounts, as whom colleagues write, a mail to oneself, the grace."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.models import Outbox, SendingAccount, SendsAs
from deeproot_app.act.outbox import acts, pace, setting_up
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.channels.email.sending.offered import PROVIDERS
from deeproot_app.channels.email.sending.server import SETTINGS
from deeproot_app.record.models import Connection, Member

WAYS: Final = (("smtp", "a mail server (SMTP)"), *((name, one.label) for name, one in PROVIDERS.items()))
SECRETS: Final = ("password", "key", "second_key")


class AccountForm(forms.Form):
    """One account."""

    name = forms.CharField(label="Name", max_length=60, help_text="What you call it here, such as “Our mail server”.")
    by = forms.ChoiceField(label="Mail leaves by", choices=WAYS)
    from_name = forms.CharField(label="Sender’s name", max_length=120, required=False)
    from_address = forms.CharField(
        label="Sender’s address", max_length=254, help_text="Reports of failure come back to it; best one that is read."
    )
    mailbox = forms.ModelChoiceField(
        Connection.objects.none(), label="Its mailbox here", required=False, empty_label="none",
        help_text="Where answers and reports of failure arrive, so that they are read.",
    )  # fmt: skip
    host = forms.CharField(label="Server", max_length=253, required=False, help_text=SETTINGS[0].help)
    security = forms.ChoiceField(label="Encryption", choices=SETTINGS[1].choices, required=False)
    port = forms.IntegerField(label="Port", min_value=1, max_value=65_535, required=False, help_text=SETTINGS[2].help)
    user = forms.CharField(label="User", max_length=254, required=False, help_text=SETTINGS[3].help)
    password = forms.CharField(
        label="Password", required=False, widget=forms.PasswordInput(), help_text=SETTINGS[4].help
    )
    login_by = forms.ChoiceField(label="Logs in by", choices=SETTINGS[5].choices, required=False)
    authority = forms.CharField(
        label=SETTINGS[6].label, required=False, help_text=SETTINGS[6].help, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.CharField(
        label="Provider’s key", required=False, widget=forms.PasswordInput(), help_text="Its API key or server token."
    )
    second_key = forms.CharField(
        label="Provider’s second key", required=False, widget=forms.PasswordInput(), help_text="Of Mailjet alone."
    )
    domain = forms.CharField(label="Provider’s domain", required=False, help_text="Of Mailgun alone.")
    footer = forms.CharField(
        label="Under mail to many", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=600,
        help_text="Who you are and your postal address: most countries ask for it.",
    )  # fmt: skip
    hourly = forms.IntegerField(label="Mails an hour, at most", min_value=1, max_value=1_000_000, required=False)
    daily = forms.IntegerField(label="Mails a day, at most", min_value=1, max_value=10_000_000, required=False)
    starts_slowly = forms.BooleanField(
        label="Start slowly", required=False, initial=True,
        help_text=f"{pace.FIRST_DAY} on the first day, twice as many each day after: servers trust whom they know.",
    )  # fmt: skip
    connections = forms.IntegerField(label="Conversations at once", min_value=1, max_value=32, initial=4)

    def __init__(self, *args: Any, account: SendingAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = Connection.objects.filter(channel="email").exclude(state=Connection.State.REMOVED)
        self.fields["mailbox"].queryset = boxes.order_by("name")  # type: ignore[attr-defined]
        if account is not None:
            for name in SECRETS:
                self.fields[name].help_text = "Left empty, the present one stays."

    def given(self) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        """Columns, settings and secrets, as they are saved."""
        found = self.cleaned_data
        plain: dict[str, Any] = {name: found[name] for name in setting_up.PLAIN if name in found}
        names = ("host", "security", "user", "authority") if found["by"] == "smtp" else ("domain",)
        settings = {name: str(found.get(name) or "") for name in names}
        if found["by"] == "smtp":
            settings |= {"port": str(found["port"] or ""), "by": found["login_by"] or "password"}
        mine = ("password",) if found["by"] == "smtp" else ("key", "second_key")
        return plain, settings, {name: found.get(name) or "" for name in mine}


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, and who writes how."""
    access.require(request.user, acts.MANAGE)
    found = (
        SendingAccount.objects.exclude(state=SendingAccount.State.REMOVED).select_related("connection").order_by("pk")
    )
    context = {
        "accounts": [(one, pace.slow_start(one, clock.now())) for one in found],
        "names": SendsAs.objects.select_related("account", "member").order_by("pk"),
        "members": Member.objects.order_by("name"),
        "outbox": Outbox.get(),
    }
    return render(request, "act/outbox/accounts.html", context)


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account: int | None = None) -> HttpResponse:
    """Make one, or change it."""
    access.require(request.user, acts.MANAGE)
    row = account_of(account) if account is not None else None
    form = AccountForm(request.POST or None, account=row, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        plain, settings, secrets = form.given()
        try:
            kept = setting_up.save(request.user, row, plain, settings, secrets, form.cleaned_data["mailbox"])
            flash.done(request, f"{kept.name} is kept. Send yourself a mail to see that it works.")
            return redirect("act:sending_accounts")
        except IntegrityError:
            form.add_error("name", "There is an account of that name, or of that mailbox, already.")
        except UserError as wrong:
            form.add_error(None, wrong.message)
    return render(request, "act/outbox/account.html", {"form": form, "row": row})


def _initial(row: SendingAccount | None) -> dict[str, Any]:
    if row is None:
        return {"security": "tls"}
    plain = {name: getattr(row, name) for name in setting_up.PLAIN}
    return {**row.settings, **plain, "login_by": row.settings.get("by"), "mailbox": row.connection_id}


@require_POST
def test(request: HttpRequest, account: int) -> HttpResponse:
    """A mail to oneself."""
    access.require(request.user, acts.MANAGE)
    try:
        flash.done(request, setting_up.test(request.user, account_of(account)))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:sending_accounts")


@require_POST
def change(request: HttpRequest, account: int, what: str) -> HttpResponse:
    """Pause it, let it go on, or let it go."""
    access.require(request.user, acts.MANAGE)
    row = account_of(account)
    if what == "pause":
        acts.pause(request.user, row)
    elif what == "go":
        acts.let_go_on(request.user, row)
    elif what == "remove":
        setting_up.remove(request.user, row)
    else:
        raise Http404("There is no such act.")
    says = {"pause": "rests: nothing leaves by it", "go": "goes on", "remove": "is removed"}[what]
    flash.done(request, f"{row.name} {says}.")
    return redirect("act:sending_accounts")


@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """As whom a colleague writes; without a name, by the account's address again."""
    access.require(request.user, acts.MANAGE)
    member = Member.objects.filter(pk=request.POST.get("member", "").replace("\0", "")).first()
    given = {one: request.POST.get(one, "").replace("\0", "") for one in ("name", "address", "account")}
    try:
        if member is None or not given["account"].isdecimal():
            raise UserError("Say who, and by which account.")
        setting_up.name_member(
            request.user, account_of(int(given["account"][:18])), member, given["name"], given["address"]
        )
        flash.done(request, f"{member.name} writes as {given['name']} <{given['address']}>.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:sending_accounts")


@require_POST
def unname(request: HttpRequest, row: int) -> HttpResponse:
    """Let a colleague write by the account's address again."""
    access.require(request.user, acts.MANAGE)
    found = SendsAs.objects.select_related("account").filter(pk=min(row, 2**63 - 1)).first()
    if found is None:
        raise Http404("Nobody writes so.")
    setting_up.forget_member(request.user, found)
    flash.done(request, "They write under their name at the account’s address again.")
    return redirect("act:sending_accounts")


@require_POST
def grace(request: HttpRequest) -> HttpResponse:
    """How long a mail may be called back."""
    try:
        given = request.POST.get("seconds", "")
        acts.grace(request.user, int(given) if given.isdecimal() and len(given) < 6 else -1)
        flash.done(request, f"A mail that a person sends can be called back for {given} seconds.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:sending_accounts")


def account_of(number: int) -> SendingAccount:
    """The account of that number, not removed. Raises Http404."""
    rows = SendingAccount.objects.exclude(state=SendingAccount.State.REMOVED)
    found = rows.filter(pk=min(number, 2**63 - 1)).first()
    if found is None:
        raise Http404("There is no such account.")
    return found
