"""The routes of acting, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.drafts import templates
from deeproot_app.act.models import Call, CallAttempt, CallScript, Enrolment, Sending, Template
from deeproot_app.act.tests import sending_routes
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.plan.models import Programme, ProgrammeVersion
from deeproot_app.record.models import Change

CALL = Sample(
    lambda: Call.objects.get(customer="c-birch").pk, lambda: Call.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
ATTEMPT = Sample(
    lambda: CallAttempt.objects.get(call__customer="c-birch").pk,
    lambda: CallAttempt.objects.get(call__customer="c-dune").pk,
    999_999,
)
SCRIPT = Sample(lambda: CallScript.objects.get().pk, unknown=999_999)
PROGRAMME = Sample(lambda: "programme-0", unknown="programme-99")
ENROLMENT = Sample(
    lambda: Enrolment.objects.get(customer="c-birch").pk, lambda: Enrolment.objects.get(customer="c-dune").pk, 999_999
)
OF_PROGRAMME = Route("manager", {"programme": PROGRAMME}, looks=False)
OF_CALL = Route("member", {"call": CALL}, looks=False)

PROMISE = Sample("pr-1", "pr-dune")
CHANGE = Sample(lambda: Change.objects.get(row_id="pr-2").pk, lambda: Change.objects.get(row_id="pr-dune").pk, 999_999)
OF_PROMISE = Route("member", {"promise": PROMISE}, looks=False)

TEMPLATE = Sample(lambda: Template.objects.get().pk, unknown=999_999)
MAIL = Sample(
    lambda: Sending.objects.get(customer="c-birch").pk, lambda: Sending.objects.get(customer="c-dune").pk, 999_999
)
OF_TEMPLATE = Route("member", {"template": TEMPLATE}, looks=False)

ROUTES = {
    "act:write": Route("member", acts=False, answers=frozenset({404})),
    "act:write_verdict": Route("member", acts=False, answers=frozenset({404})),
    "act:write_send": Route("member", looks=False),
    "act:write_rewrite": Route("member", looks=False),
    "act:write_undo": Route("member", {"sending": MAIL}, looks=False),
    "act:templates": Route("viewer", acts=False),
    "act:template_add": Route("member"),
    "act:template": Route("viewer", {"template": TEMPLATE}, lowest_to_act="member"),
    "act:template_retire": OF_TEMPLATE,
    "act:template_back": OF_TEMPLATE,
    "act:voice": Route("member"),
    "act:writing_help": Route("administrator"),
    "act:programmes": Route("viewer", acts=False),
    "act:programme_add": Route("manager"),
    "act:programme_take_out": Route("member", {"enrolment": ENROLMENT}, looks=False),
    "act:programme_preview": Route("viewer", {"enrolment": ENROLMENT}, acts=False, answers=frozenset({200, 404})),
    "act:programme": Route("viewer", {"programme": PROGRAMME}, acts=False),
    "act:programme_change": Route("manager", {"programme": PROGRAMME}),
    "act:programme_start": OF_PROGRAMME,
    "act:programme_pause": OF_PROGRAMME,
    "act:programme_stop": OF_PROGRAMME,
    "act:programme_throw_away": OF_PROGRAMME,
    "act:programme_simulate": OF_PROGRAMME,
    "act:simulation": Route("viewer", {"programme": PROGRAMME}, acts=False),
    "act:programme_decide": Route("member", {"programme": PROGRAMME}, looks=False),
    "act:calls": Route("viewer", acts=False),
    "act:call_add": Route("member", answers=frozenset({200, 404})),
    "act:call_begin": Route("member", looks=False),
    "act:call": Route("viewer", {"call": CALL}, acts=False),
    "act:call_brief": OF_CALL,
    "act:call_overrule": OF_CALL,
    "act:call_keep": OF_CALL,
    "act:call_log": OF_CALL,
    "act:call_drop": OF_CALL,
    "act:call_put_back": OF_CALL,
    "act:call_undo": Route("member", {"attempt": ATTEMPT}, looks=False),
    "act:scripts": Route("viewer", acts=False),
    "act:script_add": Route("member"),
    "act:script": Route("member", {"script": SCRIPT}),
    "act:follow_up": Route("viewer", {"promise": PROMISE}, acts=False),
    "act:follow_up_deliver": OF_PROMISE,
    "act:follow_up_hold": OF_PROMISE,
    "act:follow_up_hand_over": OF_PROMISE,
    "act:follow_up_withdraw": OF_PROMISE,
    "act:follow_up_undo": Route("member", {"change": CHANGE}, looks=False),
    "act:morning": Route("viewer"),
    "act:script_throw_away": Route("member", {"script": SCRIPT}, looks=False),
} | sending_routes.ROUTES


def prepare() -> None:
    """A call and an attempt with a customer of Ada's and with one of Cleo's; a script. Promises are the desk's."""
    templates.add(COMMAND_LINE, "Ours", "care", "en", "A word", "{{ greeting }}", own=False)
    for name in ("birch", "dune"):
        if not Sending.objects.filter(customer=f"c-{name}").exists():
            Sending.objects.create(
                occasion=f"write:{name}", key=f"k-{name}", address_key=f"a-{name}", message_id=f"{name}@oak.example",
                customer_id=f"c-{name}", address=f"{name}@example.org", kind="care", state="queued", queued_at=AS_OF,
                next_at=AS_OF,
            )  # fmt: skip
    Programme.objects.create(
        programme_id="programme-0", name="Thanks", state="running", salt="s", made_at=AS_OF, made_by="x",
        started_at=AS_OF, changed_at=AS_OF, changed_by="x",
    )  # fmt: skip
    definition = {"audience": {"lives": "hollow_miss_you"}, "steps": [{"id": "a", "do": "task", "text": "Thank them"}]}
    version = ProgrammeVersion.objects.create(
        programme_id="programme-0", number=1, definition=definition, made_at=AS_OF, made_by="x"
    )
    for name in ("birch", "dune"):
        call = Call.objects.create(
            customer_id=f"c-{name}", origin=Call.Origin.BY_HAND, headline="Ask how they are.", made_at=AS_OF,
            made_by="somebody",
        )  # fmt: skip
        Enrolment.objects.create(
            programme_id="programme-0", version=version, customer_id=f"c-{name}", state="asks", entered_at=AS_OF,
            since=AS_OF,
        )  # fmt: skip
        CallAttempt.objects.create(call=call, outcome="no_answer", at=AS_OF, actor="somebody", interaction_id="x")
    CallScript.objects.create(name="Ours", text="# Begin\nGood day.", changed_at=AS_OF, changed_by="somebody")
    sending_routes.prepare()
