"""Telling customers that points are theirs: one mail each through the outbox, past the gate, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from deeproot.plan.policy import Touch
from deeproot_app.act.drafts import spoken
from deeproot_app.act.models import RewardProposal, Sending
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.base import access
from deeproot_app.base.models import Organisation
from deeproot_app.record.models import Contact, Customer

SUBJECT: Final = {
    "en": "{points} points for you", "de": "{points} Punkte für Sie", "fr": "{points} points pour vous",
    "es": "{points} puntos para usted",
}  # fmt: skip
SAYS: Final = {
    "years": {
        "en": "you have been with us for a good while: thank you. {points} points are yours.",
        "de": "Sie sind nun schon eine ganze Weile bei uns: danke. {points} Punkte gehören Ihnen.",
        "fr": "vous êtes avec nous depuis un bon moment : merci. {points} points sont à vous.",
        "es": "lleva ya un buen tiempo con nosotros: gracias. {points} puntos son suyos.",
    },
    "referral": {
        "en": "you told somebody about us: thank you. {points} points are yours.",
        "de": "Sie haben uns weiterempfohlen: danke. {points} Punkte gehören Ihnen.",
        "fr": "vous avez parlé de nous : merci. {points} points sont à vous.",
        "es": "ha hablado de nosotros a otros: gracias. {points} puntos son suyos.",
    },
    "made_good": {
        "en": "you had to wait longer than we promised. We are sorry; {points} points are yours.",
        "de": "Sie mussten länger warten, als wir versprochen hatten. Das tut uns leid; {points} Punkte gehören Ihnen.",
        "fr": "vous avez attendu plus longtemps que promis. Nous en sommes désolés ; {points} points sont à vous.",
        "es": "tuvo que esperar más de lo prometido. Lo sentimos; {points} puntos son suyos.",
    },
    "event": {
        "en": "you came to our event: thank you. {points} points are yours.",
        "de": "Sie waren bei unserer Veranstaltung: danke. {points} Punkte gehören Ihnen.",
        "fr": "vous étiez à notre événement : merci. {points} points sont à vous.",
        "es": "vino a nuestro evento: gracias. {points} puntos son suyos.",
    },
}  # fmt: skip
ASK: Final = {
    "en": "Ask us at any time what they can be exchanged for: an answer to this mail is enough.",
    "de": "Fragen Sie uns jederzeit, wofür Sie sie eintauschen können: Eine Antwort auf diese E-Mail genügt.",
    "fr": "Demandez-nous à tout moment contre quoi les échanger : une réponse à ce mail suffit.",
    "es": "Pregúntenos cuando quiera por qué puede canjearlos: basta con responder a este correo.",
}


def tell(actor: access.Actor, rows: Sequence[RewardProposal], now: datetime) -> dict[int, Sending]:
    """Queue a mail for each of these proposals whose customer can be written to; by proposal. It is marketing."""
    leaders = {row.customer.leader.pk: row.customer.leader for row in rows}
    people, languages = _firsts(leaders.values()), spoken.languages(list(leaders.values()))
    speakers = spoken.speakers({row.owner_id for row in leaders.values()})
    nobody = spoken.Speaker("", Organisation.get().name)
    told = [row for row in rows if row.customer.leader.pk in people]
    mails = []
    for row in told:
        leader, language = row.customer.leader, languages[row.customer.leader.pk]
        to, speaker = people[leader.pk], speakers.get(leader.owner_id or "", nobody)
        touch = Touch(to.customer_id, to.pk, leader.owner_id, "email", "appreciation", personal=False)
        subject, text = words(row, language, speaker.greets(to.name or "", language), speaker.signs(language))
        mails.append(Mail(f"reward:{row.key}", touch, subject, text))
    return {row.pk: one for row, one in zip(told, queue_many(actor, mails), strict=True)}


def words(row: RewardProposal, language: str, greeting: str, closing: str) -> tuple[str, str]:
    """The subject and the text."""
    points = f"{row.points:,}" if language == "en" else f"{row.points:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    says = SAYS[row.rule.occasion][language].format(points=points)
    return SUBJECT[language].format(points=points), "\n\n".join([greeting, says, ASK[language], closing])


def _firsts(leaders: Iterable[Customer]) -> dict[str, Contact]:
    """The first person with an address of each of these leading customers. Two queries."""
    ids = {row.pk: [row.pk] for row in leaders}
    for led, leader in Customer.objects.filter(merged_into__in=list(ids)).values_list("pk", "merged_into"):
        ids[leader].append(led)
    return {leader: some[0] for leader, some in spoken.people(ids).items()}
