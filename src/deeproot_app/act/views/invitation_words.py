"""The words of a guest's own page."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "when": {"en": "When", "de": "Wann", "fr": "Quand", "es": "Cuándo"},
    "where": {"en": "Where", "de": "Wo", "fr": "Où", "es": "Dónde"},
    "join": {"en": "Join here", "de": "Hier teilnehmen", "fr": "Participer ici", "es": "Participar aquí"},
    "calendar": {
        "en": "Put it into my calendar",
        "de": "In meinen Kalender eintragen",
        "fr": "L’inscrire dans mon agenda",
        "es": "Apuntarlo en mi calendario",
    },
    "legend": {"en": "Do you come?", "de": "Kommen Sie?", "fr": "Viendrez-vous ?", "es": "¿Vendrá?"},
    "yes": {"en": "Yes, I come", "de": "Ja, ich komme", "fr": "Oui, je viens", "es": "Sí, voy"},
    "maybe": {"en": "Maybe", "de": "Vielleicht", "fr": "Peut-être", "es": "Quizás"},
    "no": {"en": "No, I cannot", "de": "Nein, ich kann nicht", "fr": "Non, je ne peux pas", "es": "No, no puedo"},
    "says": {
        "en": "Anything we should know? (need not be filled in)",
        "de": "Gibt es etwas, das wir wissen sollten? (freiwillig)",
        "fr": "Quelque chose que nous devrions savoir ? (facultatif)",
        "es": "¿Algo que debamos saber? (opcional)",
    },
    "send": {"en": "Send my answer", "de": "Antwort senden", "fr": "Envoyer ma réponse", "es": "Enviar mi respuesta"},
    "saved": {
        "en": "Thank you, we have your answer. You can change it here until it begins.",
        "de": "Danke, wir haben Ihre Antwort. Bis zum Beginn können Sie sie hier ändern.",
        "fr": "Merci, nous avons votre réponse. Vous pouvez la changer ici jusqu’au début.",
        "es": "Gracias, tenemos su respuesta. Puede cambiarla aquí hasta que empiece.",
    },
    "full": {
        "en": "All places are taken. You may look here again: this page shows when one becomes free.",
        "de": "Alle Plätze sind vergeben. Schauen Sie gern wieder herein: Diese Seite zeigt, wenn einer frei wird.",
        "fr": "Toutes les places sont prises. Revenez voir : cette page montre quand une place se libère.",
        "es": "Todas las plazas están ocupadas. Vuelva a mirar: esta página muestra cuándo queda una libre.",
    },
    "choose": {
        "en": "Choose one of the answers.",
        "de": "Wählen Sie eine der Antworten.",
        "fr": "Choisissez l’une des réponses.",
        "es": "Elija una de las respuestas.",
    },
    "cancelled": {
        "en": "We are sorry: this does not take place.",
        "de": "Es tut uns leid: Das findet nicht statt.",
        "fr": "Nous sommes désolés : cela n’aura pas lieu.",
        "es": "Lo sentimos: no tendrá lugar.",
    },
    "over": {
        "en": "It has begun, or is over. If you want to tell us something, reply to our mail.",
        "de": "Es hat begonnen oder ist vorbei. Wenn Sie uns etwas sagen möchten, antworten Sie auf unsere E-Mail.",
        "fr": "C’est commencé ou terminé. Pour nous dire quelque chose, répondez à notre e-mail.",
        "es": "Ya ha empezado o ha terminado. Si quiere decirnos algo, responda a nuestro correo.",
    },
    "unknown": {
        "en": "Reply to our mail: we will note your answer by hand.",
        "de": "Antworten Sie auf unsere E-Mail: Wir notieren Ihre Antwort.",
        "fr": "Répondez à notre e-mail : nous noterons votre réponse.",
        "es": "Responda a nuestro correo: anotaremos su respuesta.",
    },
}
