"""The routes of working as one, for the walk over every route."""

from __future__ import annotations

from django.db import transaction

from deeproot_app.act.models import AgreedOption, Mending, Note, NoteVersion, Notice, OptionQuestion, Slip
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Case


def of(model: type[OptionQuestion] | type[AgreedOption] | type[Note]) -> Sample:
    """The row of a customer of Ada's, and one of Cleo's."""
    return Sample(
        lambda: model._default_manager.get(customer="c-birch").pk,
        lambda: model._default_manager.get(customer="c-dune").pk, 999_999,
    )  # fmt: skip


OF_CUSTOMER = Route("member", {"customer": OWN_CUSTOMER}, looks=False)
OF_NOTE = Route("member", {"note": of(Note)}, looks=False)
MENDING = Sample(lambda: Mending.objects.get().pk, unknown=999_999)
OF_MENDING = Route("member", {"mending": MENDING}, looks=False)

ROUTES = {
    "act:together": Route("viewer", acts=False),
    "act:notices_seen": Route("viewer", looks=False),
    "act:notice": Route("viewer", {"notice": Sample(999_998, unknown=999_999)}, looks=False),
    "act:notice_wish": Route("viewer"),
    "act:again": Route("viewer", acts=False),
    "act:covering": Route("viewer", acts=False),
    "act:mend": Route("member", looks=False),
    "act:mending_undo": OF_MENDING,
    "act:mending_done": OF_MENDING,
    "act:brief": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "act:brief_read": OF_CUSTOMER,
    "act:brief_ask": OF_CUSTOMER,
    "act:brief_agree": OF_CUSTOMER,
    "act:question_withdraw": Route("member", {"question": of(OptionQuestion)}, looks=False),
    "act:option_take_back": Route("member", {"option": of(AgreedOption)}, looks=False),
    "act:notes": Route("viewer", {"customer": OWN_CUSTOMER}, lowest_to_act="member"),
    "act:note": Route("viewer", {"note": of(Note)}, lowest_to_act="member"),
    "act:note_take_back": OF_NOTE,
    "act:note_bring_back": OF_NOTE,
}


def prepare() -> None:
    """An open case with a question and an option, a note, a slip and a decision, of Ada's and of Cleo's customers."""
    ada = User.objects.filter(email="ada@oakfield.example").first()
    for name in ("birch", "dune"):
        Case.objects.create(case_id=f"k-{name}", customer_id=f"c-{name}", opened_at=AS_OF, owner_id="m-ben")
        given = {"customer_id": f"c-{name}", "case_id": f"k-{name}", "actor": "x"}
        question = OptionQuestion.objects.create(words="What may I offer?", asked_at=AS_OF, asked_by=ada, **given)
        AgreedOption.objects.create(text="A month free", agreed_at=AS_OF, question=question, **given)
        with transaction.atomic():
            note = Note.objects.create(
                interaction_id=f"deeproot:note-{name}",
                customer_id=f"c-{name}",
                kind="note",
                by=ada,
                actor="x",
                at=AS_OF,
            )
            NoteVersion.objects.create(note=note, number=1, body="They like mornings.", at=AS_OF, actor="x")
        for what in ("again", "case", "promise"):
            Slip.objects.create(
                key=f"{what}:{name}", what=what, customer_id=f"c-{name}", interaction_id="x", whose_id="m-ben",
                by_id="m-cleo", at=AS_OF,
            )  # fmt: skip
        if ada is not None:
            Notice.objects.create(
                user=ada, what="mention", key=f"mention:{name}", thread=name, customer_id=f"c-{name}", at=AS_OF
            )
    Mending.objects.create(
        place="again\x1fnorth\x1fsouth", verdict="step", words="Meet", at=AS_OF, actor="x", owner=ada
    )
