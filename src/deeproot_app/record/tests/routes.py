"""The routes of imports and of the review, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.record.importing.run import import_file
from deeproot_app.record.models import Batch, Coverage, FileMapping, Proposal
from deeproot_app.record.reading import decide
from deeproot_app.record.review.tests.proposals import propose
from deeproot_app.record.tests import connect_routes, identity_routes, mention_routes, receive_routes
from deeproot_app.record.uploads import files
from deeproot_app.record.uploads.look import look_at, planned
from deeproot_app.record.uploads.waiting import take_in

MEMBERS = b"member_id,name,email\nm-dora,Dora Vik,dora@oakfield.example\nm-eli,Eli Moe,no address\n"
WAITING = Sample(lambda: Batch.objects.get(filename="customers.csv").pk, unknown=999_999)
DONE = Sample(lambda: Batch.objects.get(filename="members.csv").pk, unknown=999_999)
GROUP = Sample(lambda: Batch.objects.get(filename="customers.csv").group, unknown="nowhere")
OF_WAITING = {"batch": WAITING}
PROPOSAL = Sample(
    lambda: Proposal.objects.get(interaction="mail:c-birch-11", sort="promise").pk,
    lambda: Proposal.objects.get(interaction="mail:c-dune-200", sort="promise").pk,
    999_999_999_999_999_999_999,
)
DECIDED = Sample(
    lambda: Proposal.objects.get(interaction="mail:c-birch-11", sort="kind").pk,
    lambda: Proposal.objects.get(interaction="mail:c-dune-200", sort="kind").pk,
    999_999,
)
OF_PROPOSAL = Route("member", {"proposal": PROPOSAL}, looks=False)

ROUTES = {
    **connect_routes.ROUTES,
    **identity_routes.ROUTES,
    **mention_routes.ROUTES,
    **receive_routes.ROUTES,
    "record:imports": Route("manager", acts=False),
    "record:upload": Route("manager", looks=False),
    "record:example": Route("manager", {"table": Sample("customers", unknown="no-such-table")}, acts=False),
    "record:forget_mapping": Route(
        "manager", {"mapping": Sample(lambda: FileMapping.objects.get().pk, unknown=999_999)}, looks=False
    ),
    "record:coverage": Route("manager", acts=False),
    "record:source": Route("manager", {"source": Sample("mail")}, acts=False),
    "record:together": Route("manager", {"group": GROUP}, acts=False),
    "record:discard_together": Route("manager", {"group": GROUP}, looks=False),
    "record:import": Route("manager", OF_WAITING, acts=False),
    "record:progress": Route("manager", OF_WAITING, acts=False),
    "record:choose": Route("manager", OF_WAITING, looks=False),
    "record:own_mapping": Route("manager", OF_WAITING),
    "record:start": Route("manager", OF_WAITING, looks=False),
    "record:discard": Route("manager", OF_WAITING, looks=False),
    "record:undo": Route("manager", {"batch": DONE}),
    "record:refused": Route("manager", {"batch": DONE}, acts=False),
    "review:review": Route("viewer", acts=False),
    "review:agreement": Route("viewer", acts=False),
    "review:again": Route("viewer", acts=False),
    "review:compare": Route("manager", looks=False),
    "review:read_again": Route("manager", looks=False),
    "review:one": Route("viewer", {"proposal": PROPOSAL}, acts=False),
    "review:confirm": OF_PROPOSAL,
    "review:reject": OF_PROPOSAL,
    "review:edit": Route("member", {"proposal": PROPOSAL}),
    "review:label": Route(
        "member", {"interaction": Sample("mail:c-birch-5", "mail:c-dune-200", "mail:nowhere")}, looks=False
    ),
    "review:undo": Route("member", {"proposal": DECIDED}, looks=False),
}


def prepare() -> None:
    """Two files that wait, one imported with a row refused, a saved mapping, a source with a gap; proposals."""
    connect_routes.prepare()
    mention_routes.prepare()
    identity_routes.prepare()
    receive_routes.prepare()
    proposals()
    user = User.objects.get(role="administrator")
    given = [(files.EXAMPLES / f"{name}.csv").read_bytes() for name in ("customers", "interactions")]
    names = ("customers.csv", "interactions.csv")
    upload(user, *(SimpleUploadedFile(name, content) for name, content in zip(names, given, strict=True)))
    done = upload(user, SimpleUploadedFile("members.csv", MEMBERS))[0]
    import_file(planned(done), user, batch=done)
    document = {"tables": [{"table": "members", "columns": {"member_id": "Agent"}}]}
    FileMapping.objects.create(name="agents", mapping=document, made_by=user, made_at=AS_OF)
    for days, state in ((90, "complete"), (60, "gap"), (30, "complete")):
        from_at, to_at = AS_OF - timedelta(days=days), AS_OF - timedelta(days=days - 30)
        Coverage.objects.create(source="mail", from_at=from_at, to_at=to_at, state=state, seen=40, stored=40, refused=0)


def proposals() -> None:
    """One that waits and one that was decided, for a customer of Ada's and for one of Cleo's; one of every sort."""
    for message in ("mail:c-birch-11", "mail:c-dune-200"):
        propose(message, "promise", place=1)
        decide.reject(COMMAND_LINE, propose(message, "kind", value={"kind": "pitch"}))
    propose("mail:c-birch-11", "outcome", promise_id="pr-1")
    for sort in ("needs_answer", "belief"):
        propose("mail:c-birch-5", sort)


def upload(user: User, *given: SimpleUploadedFile) -> list[Batch]:
    """The files, as they wait once somebody has uploaded them."""
    batches = take_in(given, user)
    for batch in batches:
        look_at(batch)
    return [Batch.objects.get(pk=batch.pk) for batch in batches]
