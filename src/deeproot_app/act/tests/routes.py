"""The routes of acting, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import Call, CallAttempt, CallScript
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF
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
OF_CALL = Route("member", {"call": CALL}, looks=False)

PROMISE = Sample("pr-1", "pr-dune")
CHANGE = Sample(lambda: Change.objects.get(row_id="pr-2").pk, lambda: Change.objects.get(row_id="pr-dune").pk, 999_999)
OF_PROMISE = Route("member", {"promise": PROMISE}, looks=False)

ROUTES = {
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
}


def prepare() -> None:
    """A call and an attempt with a customer of Ada's and with one of Cleo's; a script. Promises are the desk's."""
    for name in ("birch", "dune"):
        call = Call.objects.create(
            customer_id=f"c-{name}", origin=Call.Origin.BY_HAND, headline="Ask how they are.", made_at=AS_OF,
            made_by="somebody",
        )  # fmt: skip
        CallAttempt.objects.create(call=call, outcome="no_answer", at=AS_OF, actor="somebody", interaction_id="x")
    CallScript.objects.create(name="Ours", text="# Begin\nGood day.", changed_at=AS_OF, changed_by="somebody")
