"""What we did, and what came back: sendings, calls, surveys, events."""

from deeproot_app.act.models.appreciation import Budget, Gift
from deeproot_app.act.models.briefs import AgreedOption, OptionQuestion
from deeproot_app.act.models.calls import Call, CallAttempt, CallDraft, CallScript
from deeproot_app.act.models.digests import Digest, DigestWish
from deeproot_app.act.models.drafts import Template, TemplateVersion, Voice, WritingHelp
from deeproot_app.act.models.enrolments import Deed, Enrolment
from deeproot_app.act.models.events import Event, Guest
from deeproot_app.act.models.habits import ChosenHabit
from deeproot_app.act.models.hiring import Candidate, CultureQuestion, CultureQuestionVersion, Interview
from deeproot_app.act.models.notes import Note, NoteVersion, Notice, NoticeMail, NoticeWish, Watermark
from deeproot_app.act.models.own_pages import OwnPage, PageWord
from deeproot_app.act.models.owners import OwnerChange, OwnerOf
from deeproot_app.act.models.referrals import AmbassadorAsk, Referral
from deeproot_app.act.models.rewards import (
    Reward,
    RewardAccount,
    RewardEntry,
    RewardProposal,
    RewardRule,
    RewardTerms,
)
from deeproot_app.act.models.sendings import Letter, Outbox, Sending, SendingAccount, SendsAs
from deeproot_app.act.models.slips import Mending, Slip
from deeproot_app.act.models.surveys import Answer, Asked, Question, Survey
from deeproot_app.act.models.team import (
    Away,
    FirstWeeks,
    OwnUse,
    OwnUsePicture,
    OwnUseVersion,
    TeamFigures,
    TeamInvitation,
    TeamWeek,
)

__all__ = [
    "AgreedOption",
    "AmbassadorAsk",
    "Answer",
    "Asked",
    "Away",
    "Budget",
    "Call",
    "CallAttempt",
    "CallDraft",
    "CallScript",
    "Candidate",
    "ChosenHabit",
    "CultureQuestion",
    "CultureQuestionVersion",
    "Deed",
    "Digest",
    "DigestWish",
    "Enrolment",
    "Event",
    "FirstWeeks",
    "Gift",
    "Guest",
    "Interview",
    "Letter",
    "Mending",
    "Note",
    "NoteVersion",
    "Notice",
    "NoticeMail",
    "NoticeWish",
    "OptionQuestion",
    "Outbox",
    "OwnPage",
    "OwnUse",
    "OwnUsePicture",
    "OwnUseVersion",
    "OwnerChange",
    "OwnerOf",
    "PageWord",
    "Question",
    "Referral",
    "Reward",
    "RewardAccount",
    "RewardEntry",
    "RewardProposal",
    "RewardRule",
    "RewardTerms",
    "Sending",
    "SendingAccount",
    "SendsAs",
    "Slip",
    "Survey",
    "TeamFigures",
    "TeamInvitation",
    "TeamWeek",
    "Template",
    "TemplateVersion",
    "Voice",
    "Watermark",
    "WritingHelp",
]
