"""The routes of the outbox and of sending, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import Letter, Sending, SendingAccount, SendsAs
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.plan.library import files

MAIL = Sample(
    lambda: Sending.objects.get(customer="c-birch").pk, lambda: Sending.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
ACCOUNT = Sample(lambda: SendingAccount.objects.get().pk, unknown=999_999)
NAMED = Sample(lambda: SendsAs.objects.order_by("-pk").values_list("pk", flat=True)[0], unknown=999_999)

ROUTES = {
    "act:outbox": Route("viewer", acts=False),
    "act:outbox_stop": Route("member", looks=False),
    "act:outbox_go": Route("manager", looks=False),
    "act:sending": Route("viewer", {"sending": MAIL}, acts=False),
    "act:enclosure": Route("viewer", {"sending": MAIL, "place": Sample(0, foreign=0, unknown=9)}, acts=False),
    "act:sending_cancel": Route("member", {"sending": MAIL}, looks=False),
    "act:sending_settle": Route("manager", {"sending": MAIL}, looks=False),
    "act:sending_accounts": Route("manager", acts=False),
    "act:sending_add": Route("manager"),
    "act:sending_account": Route("manager", {"account": ACCOUNT}),
    "act:sending_test": Route("manager", {"account": ACCOUNT}, looks=False),
    "act:sending_change": Route(
        "manager", {"account": ACCOUNT, "what": Sample("pause", unknown="no-such-act")}, looks=False
    ),
    "act:sending_name": Route("manager", looks=False),
    "act:sending_unname": Route("manager", {"row": NAMED}, looks=False),
    "act:sending_grace": Route("manager", looks=False),
}


def prepare() -> None:
    """A mail to a customer of Ada's and one to a customer of Cleo's; an account, and as whom Ada writes."""
    account = SendingAccount.objects.create(
        name="Oakfield",
        from_address="hello@oakfield.example",
        made_at=AS_OF,
        settings={"host": "mail.oakfield.example"},
    )
    SendsAs.objects.create(account=account, member_id="m-ada", name="Ada", address="ada@oakfield.example")
    file = files.store(b"Three ways.", "a.txt")
    enclosed = {"file": file.pk, "name": "a.txt", "type": "text/plain", "size": 11, "digest": file.digest}
    for name in ("birch", "dune"):
        row = Sending.objects.filter(customer=f"c-{name}").first() or Sending.objects.create(
            occasion="draft:1", key=name, address_key=name, message_id=f"{name}@oakfield.example", kind="value",
            customer_id=f"c-{name}", address=f"pat@{name}.example", actor="ada", queued_at=AS_OF, next_at=AS_OF,
        )  # fmt: skip
        Letter.objects.get_or_create(sending=row, defaults={"subject": "A guide", "text": "Here it is."})
        Letter.objects.filter(sending=row).update(enclosures=[enclosed])
