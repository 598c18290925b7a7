"""What we did, and what came back: sendings, calls, surveys, events."""

from deeproot_app.act.models.appreciation import Budget, Gift
from deeproot_app.act.models.calls import Call, CallAttempt, CallDraft, CallScript
from deeproot_app.act.models.digests import Digest, DigestWish
from deeproot_app.act.models.drafts import Template, TemplateVersion, Voice, WritingHelp
from deeproot_app.act.models.enrolments import Deed, Enrolment
from deeproot_app.act.models.events import Event, Guest
from deeproot_app.act.models.rewards import (
    Reward,
    RewardAccount,
    RewardEntry,
    RewardProposal,
    RewardRule,
    RewardTerms,
)
from deeproot_app.act.models.sendings import Letter, Outbox, Sending, SendingAccount, SendsAs
from deeproot_app.act.models.surveys import Answer, Asked, Question, Survey

__all__ = [
    "Answer",
    "Asked",
    "Budget",
    "Call",
    "CallAttempt",
    "CallDraft",
    "CallScript",
    "Deed",
    "Digest",
    "DigestWish",
    "Enrolment",
    "Event",
    "Gift",
    "Guest",
    "Letter",
    "Outbox",
    "Question",
    "Reward",
    "RewardAccount",
    "RewardEntry",
    "RewardProposal",
    "RewardRule",
    "RewardTerms",
    "Sending",
    "SendingAccount",
    "SendsAs",
    "Survey",
    "Template",
    "TemplateVersion",
    "Voice",
    "WritingHelp",
]
