"""What became of mails that were handed over, written into the ledger, and into the record what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from deeproot_app.act.models import Letter, Sending, SendingAccount
from deeproot_app.act.outbox import pace, rows
from deeproot_app.act.outbox.course import State, went_on
from deeproot_app.act.outbox.delivering import keep_promises
from deeproot_app.act.outbox.keys import interaction_id
from deeproot_app.act.outbox.suppressing import suppress
from deeproot_app.base import clock
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.record import acted, sql
from deeproot_app.record.models import Interaction

OPEN: Final = (State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN)
"""States from which an answer settles a mail: also one that came after everybody had stopped waiting."""
WRITTEN: Final = (
    "state", "says", "code", "next_at", "attempts", "lease_until", "handed_at", "settled_at", "provider_id", "course",
)  # fmt: skip


def settle(answers: Sequence[tuple[Sending, Answer, str]]) -> None:
    """Write what became of each: (the mail as it was claimed, the answer, as whom it was sent).

    In a transaction of its own. An answer to a mail that another worker has meanwhile changes nothing.
    """
    if not answers:
        return
    with transaction.atomic():
        now = clock.now()
        there = rows.held([claimed.pk for claimed, _, _ in answers], OPEN)
        mine = [
            (there[claimed.pk], answer, sent_as)
            for claimed, answer, sent_as in answers
            if claimed.pk in there and there[claimed.pk].fence == claimed.fence
        ]
        for row, answer, _ in mine:
            _stand(row, answer, now)
        rows.write([row for row, _, _ in mine], *WRITTEN)
        sent = [(row, sent_as) for row, _, sent_as in mine if row.state == State.SENT]
        record_sent([row for row, _ in sent], {row.pk: sent_as for row, sent_as in sent})
        suppress((row, f"{row.code} {row.says}".strip()) for row, answer, _ in mine if answer.gone)
        _accounts(mine, now)


def _stand(row: Sending, answer: Answer, now: datetime) -> None:
    """Where a mail stands after an answer."""
    row.code, row.says, row.lease_until = answer.code, answer.says, None
    row.provider_id = answer.named or row.provider_id
    if answer.what == "sent":
        row.state = State.SENT
    elif answer.what == "refused":
        row.state, row.handed_at = State.REFUSED, row.handed_at or now
    elif answer.what == "uncertain":
        row.state = State.UNCERTAIN
    else:
        _put_off(row, answer, now)
    row.next_at = row.next_at if row.state == State.WAITING else None
    row.settled_at = None if row.state == State.WAITING else now
    row.course = went_on(row, now, row.state, f"{answer.code} {row.says}".strip())


def _put_off(row: Sending, answer: Answer, now: datetime) -> None:
    """Not now: try again later, longer each time; after days it is given up."""
    row.attempts += answer.what == "later"
    row.state, row.next_at = State.WAITING, pace.next_attempt(row.attempts, now)
    if now - row.queued_at > pace.GIVEN_UP_AFTER and row.attempts >= len(pace.RETRIES):
        row.state, row.says = State.REFUSED, f"given up after {row.attempts} attempts: {answer.says}"


def record_sent(sent: Sequence[Sending], sent_as: dict[int, str]) -> None:
    """Record these mails as what passed, each under the id by which the folder of what was sent tells of it too."""
    if not sent:
        return
    letters = {letter.pk: letter for letter in Letter.objects.filter(pk__in=[row.pk for row in sent])}
    named = [(sent_as[pk][:500], pk) for pk in letters if sent_as.get(pk)]
    sql.update(Letter._meta.db_table, ["sent_as"], "sending_id", named)
    answered = [row.reply_to_id for row in sent if row.reply_to_id]
    threads = dict(Interaction.objects.filter(pk__in=answered).values_list("pk", "thread_id")) if answered else {}
    acted.record_many([_as_interaction(row, letters[row.pk], threads) for row in sent if row.customer_id])
    keep_promises([(row, letters[row.pk].keeps) for row in sent if row.customer_id and letters[row.pk].keeps])


def _as_interaction(row: Sending, letter: Letter, threads: dict[str, str | None]) -> dict[str, Any]:
    own = interaction_id(row.message_id)
    return {
        "interaction_id": own,
        "customer_id": row.customer_id,
        "contact_id": row.contact_id,
        "member_id": row.member_id,
        "channel": "email",
        "direction": "out",
        "kind": row.kind if row.kind != "survey" else "admin",  # its words would read as a gift, which the gate counts
        "happened_at": (row.handed_at or row.queued_at).replace(microsecond=0),
        "thread_id": threads.get(row.reply_to_id or "") or row.reply_to_id or own,
        "resource_id": row.resource_id,
        "automatic": False,
        "personal": row.personal,
        "subject": letter.subject,
        "body": letter.text,
    }


def _accounts(mine: Sequence[tuple[Sending, Answer, str]], now: datetime) -> None:
    """An account whose server wants less rests; one of whose mails too many come back is paused."""
    slow = {row.account_id or 0 for row, answer, _ in mine if answer.what == "slow_down"}
    for account in SendingAccount.objects.filter(pk__in=slow):
        failed(account, "its server asks for less (421)", now)
    fine = {row.account_id or 0 for row, answer, _ in mine if answer.what == "sent"} - slow
    SendingAccount.objects.filter(pk__in=fine, failures__gt=0).update(failures=0, says="")
    refused = {row.account_id or 0 for row, answer, _ in mine if answer.gone}
    for account in SendingAccount.objects.filter(pk__in=refused, state=SendingAccount.State.ACTIVE):
        if pace.is_refused_too_often(account, now):
            account.state = SendingAccount.State.PAUSED
            account.says = (
                f"More than {pace.BAD_SHARE:.0%} of its latest mails went to addresses that do not exist. "
                "Look at where the addresses come from, then let it go on."
            )
            account.save(update_fields=["state", "says"])


def failed(account: SendingAccount, says: str, now: datetime) -> None:
    """Let an account rest: longer the more often in a row it failed."""
    until = now + pace.rest(account.failures + 1)
    SendingAccount.objects.filter(pk=account.pk).update(failures=F("failures") + 1, slow_until=until, says=says[:500])
