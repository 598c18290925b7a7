"""The sample company works as one: support is asked and has answered; notes, a handover, a step about a gap."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from deeproot_app.act.briefs import asking
from deeproot_app.act.models import Notice
from deeproot_app.act.notes import write
from deeproot_app.act.notes.replies import hear_replies
from deeproot_app.act.slips import listed, mend
from deeproot_app.act.slips.look import look_for_slips
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.cli._sample import people
from deeproot_app.record.models import Case, Customer

NOTES = (
    "They read mails on Mondays only; whatever is urgent goes by telephone.",
    "@{first} their new head of purchasing starts next month. Introduce yourself before the renewal comes up?",
    "@{first} spoke with them at the fair: they would rather have one person to turn to than three.",
)
HANDOVER = (
    "What was agreed: a call every second Thursday, no offers before autumn. "
    "They have told the story of the move twice already."
)


def load(until: datetime) -> int:
    """Ask, answer, note and hand over; return how many words among us there are. Deterministic."""
    users = list(User.objects.filter(is_active=True).exclude(member_id="").order_by("pk"))
    if len(users) < 2:
        return 0
    words = _cases(users, until) + _notes(users)
    hear_replies.call()
    look_for_slips.call()
    _mend(users[1], until)
    Notice.objects.update(mailed_at=until)  # nothing leaves the sample
    return words


def _cases(users: list[User], until: datetime) -> int:
    """Of the first open case support is asked; of the second it has answered."""
    open_now = Case.objects.filter(closed_at=None, opened_at__lte=until, customer__left_at=None, owner__isnull=False)
    cases = list(open_now.select_related("customer").order_by("-opened_at", "pk")[:2])
    asks = "They want to speak about next year. What may I offer, and what should I leave alone?"
    for place, case in enumerate(cases):
        asker = next(user for user in users if user.member_id != case.owner_id)
        question = asking.ask(asker, case.pk, asks)
        if place == 1:
            asking.agree(
                people.of(case.owner_id), case.pk, ["A month free", "A visit by the engineer who knows their set-up"],
                words="No new contract before it is solved.", offered_by=[asker.member_id],
                until=until + timedelta(days=14), question_id=question.pk,
            )  # fmt: skip
    return len(cases)


def _notes(users: list[User]) -> int:
    """Notes about the first customers, of which some mention the first of us; and one handover."""
    customers = Customer.objects.filter(left_at=None, merged_into=None, owner__isnull=False).order_by("since", "pk")
    rows, kept = list(customers[:4]), 0
    for row, said in zip(rows, NOTES, strict=False):
        with suppress(UserError):  # two of us are called alike
            write.write(users[1], row.pk, said.format(first=users[0].name))
            kept += 1
    if len(rows) > 3:
        write.write(users[-1], rows[3].pk, HANDOVER, to=users[0].pk)
        kept += 1
    return kept


def _mend(by: User, until: datetime) -> None:
    """A step about one of the gaps."""
    gaps = listed.gaps(by, "again", until)
    if len(gaps) > 1:
        says = "Whoever hands a case over writes what the next one must know, before the customer has to."
        mend.mend(by, gaps[1].place, "step", says, owner=by.pk, due_at=until + timedelta(days=21))
