"""The audit trail in words: what each act is called, and the page of what it was done to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from deeproot_app.base.models import Audit, User

WORDS: Final = {
    "sign_in": "signed in",
    "sign_in.failed": "failed to sign in",
    "sign_out": "signed out",
    "password.set": "set a password",
    "second_factor.add": "added a second step",
    "second_factor.remove": "removed a second step",
    "user.add": "added a person",
    "user.link": "made a sign-in link",
    "user.role": "changed a role",
    "user.member": "linked a person to the record",
    "user.change_own": "changed their own settings",
    "user.deactivate": "deactivated a person",
    "user.reactivate": "reactivated a person",
    "user.end_sessions": "ended all sessions",
    "organisation.change": "changed the organisation",
    "keeping.change": "set how long something is kept",
    "audit.trim": "took away old lines of the trail",
    "raw.empty": "emptied old mails and deliveries",
    "token.add": "made a token",
    "token.revoke": "revoked a token",
    "calendar.link": "made a link for their calendar",
    "calendar.revoke": "took their calendar's link away",
    "webhook.add": "added an endpoint of webhooks",
    "webhook.change": "changed an endpoint of webhooks",
    "webhook.pause": "paused an endpoint of webhooks",
    "webhook.resume": "resumed an endpoint of webhooks",
    "webhook.rotate": "rotated the secret of an endpoint",
    "webhook.remove": "removed an endpoint of webhooks",
    "webhook.test": "sent a test message",
    "webhook.replay": "sent a message again",
    "interactions.write": "wrote interactions by the API",
    "identity.merge": "merged two ids",
    "identity.separate": "separated two ids",
    "identity.attested": "believed a source that two ids are one",
    "identity.different": "said that two are not the same",
    "identity.later": "put a pair off",
    "identity.waiting": "took back a word on a pair",
    "address.add": "added an address",
    "address.remove": "took an address away",
    "address.move": "moved an address",
    "address.undo": "put an address back",
    "consent.objected": "recorded an objection",
    "consent.consented": "recorded a consent",
    "consent.do_not_contact": "marked do not contact",
    "consent.lifted": "lifted a mark do not contact",
    "consent.links_revoked": "revoked a person's links",
    "person.export": "took out what is held of a person",
    "person.erase": "had somebody erased",
    "person.erased": "erased somebody",
    "policy.change": "changed the contact policy",
    "policy.override": "decided otherwise than the gate",
    "connection.add": "connected a source",
    "connection.change": "changed a connection",
    "connection.pause": "paused a connection",
    "connection.resume": "went on with a connection",
    "connection.remove": "removed a connection",
    "connection.retry": "had arrivals read again",
    "connection.know": "made a customer of an address",
    "record.import": "imported a file",
    "record.upload": "uploaded a file",
    "record.undo": "took an import back",
    "record.discard": "threw an upload away",
    "record.export": "exported the record",
    "mapping.save": "kept a mapping",
    "mapping.forget": "forgot a mapping",
    "interaction.record": "recorded an interaction",
    "interaction.take_back": "took an interaction back",
    "reading.again": "had texts read again",
    "reading.undo": "took a decision on a reading back",
    "today.handle": "handled something on Today",
    "item.undo": "took a decision on Today back",
    "promise.keep": "said a promise is kept",
    "promise.undo": "took a word on a promise back",
    "case.confirm": "said a case is solved",
    "case.not_solved": "said a case is not solved",
    "belief.confirm": "confirmed a belief",
    "belief.undo": "took a change of a belief back",
    "plan.undo": "took a change of a plan back",
    "persona.describe": "described a persona",
    "persona.give": "gave a persona",
    "persona.undo": "took a persona back",
    "owner.change": "handed customers over",
    "owner.undo": "took a handover back",
    "health.take_back": "took a word on health back",
    "note.write": "wrote a note",
    "note.edit": "changed a note",
    "note.take_back": "took a note back",
    "note.bring_back": "brought a note back",
    "handover.write": "wrote a handover",
    "question.ask": "asked what may be offered",
    "question.withdraw": "withdrew a question",
    "notice.wish": "chose what comes by mail",
    "slip.mend": "wrote a step that mends a gap",
    "journey.make": "had a map drawn",
    "journey.remove": "removed a map",
    "journey.bring_back": "brought a map back",
    "journey.walk": "began to walk a journey",
    "habit.choose": "took a habit up",
    "habit.stop": "stopped a habit",
    "habit.resume": "went on with a habit",
    "team.invite": "invited colleagues to take part",
    "team.away": "said who is away",
    "team.first_weeks": "set first weeks aside, or took them up",
    "letter.read": "read a customer's letter",
    "own_use.write": "wrote down a use of our own product",
    "own_use.edit": "changed a use of our own product",
    "own_use.bring_back": "brought a use of our own product back",
    "own_page.make": "gave somebody a page of their own",
    "own_page.shut": "shut somebody's own page",
    "hiring.make": "added a candidate",
    "hiring.interviewer": "chose an interviewer",
    "hiring.hand_in": "handed a sheet in",
    "hiring.decide": "decided on a candidate",
    "hiring.erase": "had a candidate forgotten",
    "hiring.question": "changed a question of culture",
    "mail.queue": "queued a mail",
    "mail.cancel": "called a mail back",
    "mail.settle": "settled an uncertain mail",
    "outbox.stop": "stopped the outbox",
    "outbox.go": "let the outbox go on",
    "outbox.grace": "changed the time to think again",
    "sending.change": "changed a way of sending",
    "sending.pause": "paused a way of sending",
    "sending.go": "went on with a way of sending",
    "sending.remove": "removed a way of sending",
    "sending.test": "sent a test mail",
    "sending.name": "said as whom a colleague writes",
    "sending.unname": "took back as whom a colleague writes",
    "template.add": "wrote a template",
    "template.change": "changed a template",
    "template.retire": "retired a template",
    "template.undo": "took a change of a template back",
    "voice.change": "changed their voice",
    "writing_help.change": "changed the writing help",
    "library.edition": "added a version to the library",
    "library.undo": "took a change of the library back",
    "script.keep": "kept a script",
    "script.throw_away": "threw a script away",
    "programme.make": "made a programme",
    "programme.write": "wrote a programme",
    "programme.approve": "said yes to steps of a programme",
    "programme.skip": "skipped steps of a programme",
    "programme.take_out": "took somebody out of a programme",
    "programme.throw_away": "threw a programme away",
    "survey.make": "made a survey",
    "survey.change": "changed a survey",
    "survey.question": "changed a survey's question",
    "survey.open": "opened a survey",
    "survey.close": "closed a survey",
    "survey.ask": "asked people by a survey",
    "survey.remove": "removed a survey",
    "event.make": "planned an event",
    "event.change": "changed an event",
    "event.call": "asked people to an event",
    "event.call_off": "called an event off",
    "event.take_off": "took somebody off an event",
    "event.remove": "removed an event",
    "gift.take_back": "took a gift back",
    "gift.despite": "gave a gift despite what stood against it",
    "favour.ask": "asked a favour",
    "favour.answer": "noted what was said to a favour",
    "favour.undo": "took a word on a favour back",
    "referral.add": "added a referral",
    "referral.take_back": "took a referral back",
    "referral.put_back": "put a referral back",
    "reward.rule": "wrote a rule of rewards",
    "reward.rule_stop": "stopped a rule of rewards",
    "reward.offer": "wrote an offer for points",
    "reward.terms": "changed the terms of rewards",
    "reward.redeem": "redeemed points",
    "reward.refer": "gave points for a referral",
    "reward.withdraw": "withdrew an offer for points",
    "belief.add": "wrote a belief down",
    "budget.keep": "kept a budget",
    "case.agree": "said what may be offered",
    "event.answer": "answered an invitation",
    "event.ask": "asked people to an event",
    "event.attendance": "noted who came",
    "gift.give": "gave something",
    "health.say": "said how it is with a customer",
    "library.edit": "changed a resource",
    "mention.decide": "said whose words a mention is",
    "own_page.said": "said something on their own page",
    "plan.aim": "set a goal",
    "plan.done": "did a step of a plan",
    "plan.measure": "wrote down how a goal stands",
    "plan.step": "wrote a step of a plan",
    "programme.running": "started a programme",
    "programme.paused": "paused a programme",
    "programme.stopped": "stopped a programme",
    "promise.add": "added a promise",
    "reward.approved": "said yes to points",
    "reward.refused": "said no to points",
    "survey.answer": "answered a survey",
}
"""Acts in words; one that has none here is shown by its own name."""

KINDS: Final = (
    ("sign_", "Signing in and out"),
    ("user.", "People"),
    ("import", "Imports"),
    ("connection.", "Connections"),
    ("identity.", "Who is the same"),
    ("address.", "Addresses"),
    ("consent.", "Consent"),
    ("policy.", "Contact policy"),
    ("export", "Exports"),
    ("today", "Today"),
    ("promise", "Promises"),
    ("organisation", "Organisation"),
    ("token", "Tokens"),
    ("webhook", "Webhooks"),
)
"""What one may narrow the trail to: the beginning of an act, and its words."""

TYPES: Final = {
    "ambassadorask": "favour",
    "asked": "survey asked",
    "batch": "import",
    "chosenhabit": "habit",
    "mending": "step",
    "optionquestion": "question",
    "ownpage": "own page",
    "ownuse": "entry of our own product",
    "journeymap": "map",
    "journeywalk": "walk",
    "rewardentry": "points",
    "rewardproposal": "points proposed",
    "rewardrule": "rule of rewards",
    "rewardterms": "terms of rewards",
}
"""What a thing is called whose type is not a word."""

PAGES: Final = {
    "user": "base:person",
    "organisation": "base:organisation",
    "batch": "record:import",
    "connection": "connect:one",
    "customer": "desk:customer",
    "promise": "desk:promise",
    "endpoint": "api:webhook",
}
"""The page of each type of thing; a type without one is only named."""


@dataclass(frozen=True)
class Told:
    """One act, ready to be shown."""

    row: Audit
    words: str
    about: str
    href: str
    detail: list[tuple[str, str]]


def names(rows: Iterable[Audit]) -> dict[str, str]:
    """What the users that ``rows`` are about are called, by id."""
    ids = {row.about_id for row in rows if row.about_type == "user"}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def told(row: Audit, names: Mapping[str, str]) -> Told:
    """``row`` with its act in words, what it was done to, the page of that (or ""), and its details."""
    words = WORDS.get(row.act, row.act.replace(".", " ").replace("_", " "))
    known = names.get(row.about_id) if row.about_type == "user" else None
    about = known or f"{TYPES.get(row.about_type, row.about_type)} {row.about_id}".strip()
    detail = [(name.replace("_", " "), _said(value)) for name, value in row.detail.items()]
    return Told(row, words, about, page_about(row.about_type, row.about_id), detail)


def page_about(about_type: str, about_id: str) -> str:
    """The address of what was acted on; "" where it has no page."""
    page = PAGES.get(about_type)
    if not page:
        return ""
    for arguments in ([about_id], []):
        try:
            return reverse(page, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {inner}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "nothing" if value in ("", None) else str(value)
