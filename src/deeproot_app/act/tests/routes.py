"""The routes of acting, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from deeproot_app.act.drafts import templates
from deeproot_app.act.events import links
from deeproot_app.act.models import (
    Budget,
    Call,
    CallAttempt,
    CallScript,
    Enrolment,
    Event,
    Gift,
    Guest,
    Reward,
    RewardProposal,
    RewardRule,
    Sending,
    Template,
)
from deeproot_app.act.tests import (
    ambassador_routes,
    habit_routes,
    hiring_routes,
    own_page_routes,
    owner_routes,
    sending_routes,
    survey_routes,
    team_routes,
    together_routes,
)
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
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

GIFT = Sample(
    lambda: Gift.objects.get(customer="c-birch").pk, lambda: Gift.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
BUDGET = Sample(lambda: Budget.objects.get().pk, unknown=999_999)
EVENT = Sample(lambda: Event.objects.get().pk, unknown=999_999)
GUEST = Sample(
    lambda: Guest.objects.get(customer="c-birch").pk, lambda: Guest.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
OF_EVENT = Route("manager", {"event": EVENT}, looks=False)
OF_GUEST = Route("manager", {"guest": GUEST}, looks=False)
RULE = Sample(lambda: RewardRule.objects.get().pk, unknown=999_999)
REWARD = Sample(lambda: Reward.objects.get().pk, unknown=999_999)
OF_REWARDS = Route("member", {"customer": OWN_CUSTOMER}, looks=False)
LINK = {"token": Sample(lambda: links.OWN.token(Guest.objects.get(customer="c-birch")), unknown="no-link")}

ROUTES = (
    {
        "act:gifts": Route("viewer", acts=False),
        "act:unthanked": Route("viewer", acts=False),
        "act:give": Route("member", answers=frozenset({404})),
        "act:gift_undo": Route("member", {"gift": GIFT}, looks=False),
        "act:budgets": Route("viewer", acts=False),
        "act:budget_add": Route("manager"),
        "act:budget": Route("manager", {"budget": BUDGET}),
        "act:budget_remove": Route("manager", {"budget": BUDGET}, looks=False),
        "act:rewards": Route("viewer", acts=False),
        "act:rewards_decide": Route("manager", looks=False),
        "act:rewards_file": Route("manager", looks=False),
        "act:rewards_of": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
        "act:reward_redeem": OF_REWARDS,
        "act:reward_refer": OF_REWARDS,
        "act:reward_line": Route("manager", {"customer": OWN_CUSTOMER}, looks=False),
        "act:reward_terms": Route("manager"),
        "act:reward_rule_add": Route("manager"),
        "act:reward_rule": Route("manager", {"rule": RULE}),
        "act:reward_rule_stop": Route("manager", {"rule": RULE}, looks=False),
        "act:reward_offer_add": Route("manager"),
        "act:reward_offer": Route("manager", {"reward": REWARD}),
        "act:reward_offer_withdraw": Route("manager", {"reward": REWARD}, looks=False),
        "act:events": Route("viewer", acts=False),
        "act:event_add": Route("manager"),
        "act:event": Route("viewer", {"event": EVENT}, acts=False),
        "act:event_change": Route("manager", {"event": EVENT}),
        "act:event_ask": OF_EVENT,
        "act:event_invite": OF_EVENT,
        "act:event_tell": OF_EVENT,
        "act:event_came": OF_EVENT,
        "act:event_mark": OF_GUEST,
        "act:event_call": Route("member", {"event": EVENT}, looks=False),
        "act:event_call_off": OF_EVENT,
        "act:event_put_on": OF_EVENT,
        "act:event_remove": OF_EVENT,
        "act:event_take_off": OF_GUEST,
        "act:event_revoke": OF_GUEST,
        "act:event_again": OF_GUEST,
        "act:invitation": Route("anyone", LINK),
        "act:invitation_calendar": Route("anyone", LINK, acts=False),
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
    }
    | ambassador_routes.ROUTES
    | habit_routes.ROUTES
    | hiring_routes.ROUTES
    | own_page_routes.ROUTES
    | owner_routes.ROUTES
    | sending_routes.ROUTES
    | survey_routes.ROUTES
    | team_routes.ROUTES
    | together_routes.ROUTES
)


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
    ambassador_routes.prepare()
    habit_routes.prepare()
    hiring_routes.prepare()
    own_page_routes.prepare()
    owner_routes.prepare()
    sending_routes.prepare()
    survey_routes.prepare()
    team_routes.prepare()
    together_routes.prepare()
    _thanks_and_events()


def _thanks_and_events() -> None:
    """A budget, an event, and for either customer a gift and a guest."""
    day = AS_OF.date()
    Budget.objects.create(
        name="Thanks", currency="EUR", amount_micros=100, begins=day, ends=day, made_at=AS_OF, made_by="x"
    )  # fmt: skip
    Reward.objects.create(name="Tea", points=300, changed_at=AS_OF, changed_by="x")
    rule = RewardRule.objects.create(occasion="years", points=100, begins=day, changed_at=AS_OF, changed_by="x")
    event = Event.objects.create(
        title="A morning", starts_at=AS_OF + timedelta(days=9_000), ends_at=AS_OF + timedelta(days=9_000, hours=1),
        timezone="Europe/Oslo", place="Oslo", made_at=AS_OF, made_by="x", changed_at=AS_OF,
    )  # fmt: skip
    for name in ("birch", "dune"):
        Gift.objects.create(
            key=name, customer_id=f"c-{name}", what="A card", why="A year", channel="letter", at=AS_OF, made_at=AS_OF,
            actor="x",
        )  # fmt: skip
        RewardProposal.objects.create(
            key=name, rule=rule, customer_id=f"c-{name}", occasion="years:1", why="A year", points=100, at=AS_OF,
            found_at=AS_OF,
        )  # fmt: skip
        Guest.objects.create(
            event=event, customer_id=f"c-{name}", contact_id=f"p-{name}", added_at=AS_OF, added_by="x"
        )  # fmt: skip
