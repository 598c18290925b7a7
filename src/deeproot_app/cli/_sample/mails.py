"""Mails of the sample company: some sent, one uncertain, one come back, some that wait. No network is asked.

Its account is paused, and its server's name is nobody's (RFC 2606): nothing can leave.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WORDS: Final = (
    ("A guide for your first month", "here is the guide I promised. Page 3 is about what you asked last week."),
    ("What we changed after your call", "you told us what was in your way. It is mended since Tuesday."),
    (
        "Your question about the invoice",
        "you were right: the second line was ours to pay. A new invoice is on its way.",
    ),
    ("An hour for your team", "shall we go through it together? Tell me when it suits you."),
    ("Thank you for your patience", "you waited longer than we had said. That is not how it should be."),
    ("The checklist, in one page", "it is the short one, for the wall."),
    ("Three ways to save time", "others in your line of work do these three things first."),
    ("How are the new shifts going?", "when we spoke you were just beginning with them."),
)
SUFFIX: Final = "oakfield-mail.invalid"


def load(until: datetime) -> int:
    """Queue them as people do, and tell what became of each; how many there are."""
    from django.db import transaction

    from deeproot.plan.policy import Touch
    from deeproot_app.act.models import Sending, SendingAccount
    from deeproot_app.act.outbox import Mail, queue_many, settling
    from deeproot_app.channels.email.sending.answers import Answer
    from deeproot_app.cli._sample import people as ours
    from deeproot_app.record.models import Contact

    SendingAccount.objects.create(
        name="Our mail server", from_name="Simulated company", from_address=f"hello@{SUFFIX}", made_at=until,
        state=SendingAccount.State.PAUSED, settings={"host": f"mail.{SUFFIX}", "security": "tls"},
        says="Part of the sample company: nobody stands behind its address, so it rests and no network is asked.",
    )  # fmt: skip
    people = Contact.objects.exclude(email=None).exclude(customer__owner=None).select_related("customer")
    some = list(people.filter(merged_into=None).order_by("customer_id", "contact_id").distinct()[: len(WORDS) * 2 : 2])
    mails = [
        Mail(
            f"sample:{place}",
            Touch(one.customer_id, one.pk, one.customer.owner_id, "email", "care"),
            subject,
            f"Dear {one.name},\n\n{text}\n",
        )
        for place, (one, (subject, text)) in enumerate(zip(some, WORDS, strict=False))
    ]
    rows = queue_many(ours.manager(), mails)
    answers = (
        Answer("sent", "250 2.0.0", "accepted for delivery"), Answer("sent", "250 2.0.0", "accepted for delivery"),
        Answer("uncertain", says="the answer never came (no reply in time)"),
        Answer("refused", "554 5.7.1", "the message was refused by policy"),
        Answer("later", "451 4.7.1", "greylisted, come back later"),
    )  # fmt: skip
    open_ = [row for row in rows if row.state in (Sending.State.QUEUED, Sending.State.WAITING)]
    for place, (row, answer) in enumerate(zip(open_, answers, strict=False)):
        handed = until - timedelta(hours=2 * place + 1)
        with transaction.atomic():
            Sending.objects.filter(pk=row.pk).update(state=Sending.State.HANDING_OVER, handed_at=handed)
            settling.settle([(row, answer, "")])
    return len(rows)
