"""What becomes of the rows of what we do: taken out, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.act import models
from deeproot_app.base.life import OWN_ID, RECKONED, WITH_PERSON, Life

OF_CUSTOMER: Final = Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID)
"""A row about a customer, and about no one person of theirs."""
OF_PERSON: Final = Life(customer="customer", contact="contact", taken=WITH_PERSON, merged=OWN_ID)
"""A row about one person: it goes with them."""

LIVES: Final[Mapping[type[Model], Life]] = {
    models.Sending: Life(
        customer="customer",
        contact="contact",
        address="address",
        taken=WITH_PERSON,
        merged=OWN_ID,
        secret=("key", "address_key"),
    ),
    models.Letter: Life(customer="sending__customer", contact="sending__contact", taken=WITH_PERSON, merged=OWN_ID),
    models.SendingAccount: Life(secret=("sealed", "settings")),
    models.SendsAs: Life(),
    models.Outbox: Life(),
    models.Gift: Life(
        customer="customer",
        contact="contact",
        left={"contact_id": None, "why": "", "sending": None},
        taken=WITH_PERSON,
        merged=OWN_ID,
        secret=("key",),
    ),
    models.Budget: Life(),
    models.Call: OF_PERSON,
    models.CallAttempt: Life(
        customer="call__customer", contact="call__contact", address="phone", taken=WITH_PERSON, merged=OWN_ID
    ),
    models.CallDraft: Life(customer="call__customer", contact="call__contact", taken=WITH_PERSON, merged=OWN_ID),
    models.CallScript: Life(),
    models.OptionQuestion: OF_CUSTOMER,
    models.AgreedOption: OF_CUSTOMER,
    models.Digest: Life(searched=False),
    models.DigestWish: Life(searched=False),
    models.Template: Life(),
    models.TemplateVersion: Life(),
    models.Voice: Life(),
    models.WritingHelp: Life(secret=("key_sealed",)),
    models.Enrolment: OF_CUSTOMER,
    models.Deed: Life(customer="enrolment__customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    models.Event: Life(),
    models.Guest: OF_PERSON,
    models.ChosenHabit: Life(),
    models.Slip: Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID, swept=RECKONED),
    models.Mending: Life(),
    models.Note: OF_CUSTOMER,
    models.NoteVersion: Life(customer="note__customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    models.Notice: OF_CUSTOMER,
    models.NoticeMail: Life(),
    models.NoticeWish: Life(searched=False),
    models.Watermark: Life(searched=False),
    models.OwnPage: OF_PERSON,
    models.PageWord: Life(
        customer="page__customer", contact="page__contact", taken=WITH_PERSON, merged=OWN_ID, secret=("key",)
    ),
    models.AmbassadorAsk: Life(
        customer="customer", contact="contact", taken=WITH_PERSON, merged=OWN_ID, secret=("key",)
    ),
    models.Referral: Life(customer=("customer", "brought"), address="email", left={}, taken=WITH_PERSON, merged=OWN_ID),
    models.TeamWeek: Life(swept=RECKONED),
    models.TeamFigures: Life(searched=False, swept=RECKONED),
    models.Away: Life(searched=False),
    models.TeamInvitation: Life(searched=False),
    models.FirstWeeks: Life(searched=False),
    models.OwnUse: Life(),
    models.OwnUseVersion: Life(),
    models.OwnUsePicture: Life(),
    models.CultureQuestion: Life(searched=False),
    models.CultureQuestionVersion: Life(searched=False),
    models.Candidate: Life(swept="forget_candidates, by the term candidates"),
    models.Interview: Life(swept="forget_candidates, with its candidate"),
    models.OwnerChange: Life(),
    models.OwnerOf: OF_CUSTOMER,
    models.RewardTerms: Life(searched=False),
    models.RewardRule: Life(),
    models.RewardProposal: OF_CUSTOMER,
    models.Reward: Life(),
    models.RewardAccount: OF_CUSTOMER,
    models.RewardEntry: OF_CUSTOMER,
    models.Survey: Life(),
    models.Question: Life(),
    models.Asked: OF_PERSON,
    models.Answer: Life(customer="asked__customer", contact="asked__contact", taken=WITH_PERSON, merged=OWN_ID),
}
