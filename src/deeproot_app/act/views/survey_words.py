"""The words of the page on which a customer answers."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "title": {"en": "Your answer", "de": "Ihre Antwort", "fr": "Votre réponse", "es": "Su respuesta"},
    "send": {"en": "Send my answer", "de": "Antwort senden", "fr": "Envoyer ma réponse", "es": "Enviar mi respuesta"},
    "change": {
        "en": "Change my answer",
        "de": "Antwort ändern",
        "fr": "Modifier ma réponse",
        "es": "Cambiar mi respuesta",
    },
    "optional": {
        "en": "need not be filled in",
        "de": "freiwillig",
        "fr": "facultatif",
        "es": "opcional",
    },
    "answered": {
        "en": "You have answered. You can change it here until the survey ends.",
        "de": "Sie haben geantwortet. Bis die Umfrage endet, können Sie es hier ändern.",
        "fr": "Vous avez répondu. Vous pouvez modifier votre réponse ici jusqu’à la fin de l’enquête.",
        "es": "Ya ha respondido. Puede cambiarlo aquí hasta que termine la encuesta.",
    },
    "more": {
        "en": "Thank you, we have that. One thing more, if you like:",
        "de": "Danke, das haben wir. Noch etwas, wenn Sie mögen:",
        "fr": "Merci, c’est noté. Encore une chose, si vous voulez bien :",
        "es": "Gracias, lo tenemos. Una cosa más, si quiere:",
    },
    "wrong": {
        "en": "It is not sent yet: look at what is marked. Nothing you wrote is lost.",
        "de": "Noch ist nichts gesendet: Sehen Sie nach, was markiert ist. Nichts, was Sie schrieben, ist verloren.",
        "fr": "Rien n’est encore envoyé : voyez ce qui est signalé. Rien de ce que vous avez écrit n’est perdu.",
        "es": "Todavía no se ha enviado: mire lo que está señalado. Nada de lo que escribió se ha perdido.",
    },
    "empty": {
        "en": "There is no answer yet: answer at least one question.",
        "de": "Es ist noch keine Antwort da: Beantworten Sie mindestens eine Frage.",
        "fr": "Il n’y a pas encore de réponse : répondez au moins à une question.",
        "es": "Todavía no hay respuesta: responda al menos a una pregunta.",
    },
    "slow": {
        "en": "That was sent very often. Wait a moment, then send it again.",
        "de": "Das wurde sehr oft gesendet. Warten Sie einen Augenblick und senden Sie es dann noch einmal.",
        "fr": "Cela a été envoyé très souvent. Attendez un instant, puis envoyez de nouveau.",
        "es": "Se ha enviado muchas veces. Espere un momento y vuelva a enviarlo.",
    },
    "required": {
        "en": "Please answer this one.",
        "de": "Bitte beantworten Sie diese Frage.",
        "fr": "Veuillez répondre à cette question.",
        "es": "Por favor, responda a esta pregunta.",
    },
    "mark": {
        "en": "Choose one of the marks.",
        "de": "Wählen Sie eine der Zahlen.",
        "fr": "Choisissez l’une des notes.",
        "es": "Elija una de las puntuaciones.",
    },
    "long": {
        "en": "At most 4,000 characters fit here: please say it more briefly.",
        "de": "Hier passen höchstens 4.000 Zeichen hinein: Bitte fassen Sie sich kürzer.",
        "fr": "Il y a place pour 4 000 caractères au plus : dites-le plus brièvement, s’il vous plaît.",
        "es": "Aquí caben como máximo 4.000 caracteres: dígalo con menos palabras, por favor.",
    },
    "choice": {
        "en": "Choose one of the answers.",
        "de": "Wählen Sie eine der Antworten.",
        "fr": "Choisissez l’une des réponses.",
        "es": "Elija una de las respuestas.",
    },
    "closed": {
        "en": "This survey is closed. If you want to tell us something, reply to our mail: one of us reads it.",
        "de": "Diese Umfrage ist beendet. Wenn Sie uns etwas sagen möchten, antworten Sie auf unsere E-Mail: Jemand "
        "von uns liest sie.",
        "fr": "Cette enquête est terminée. Pour nous dire quelque chose, répondez à notre e-mail : l’un de nous le "
        "lit.",
        "es": "Esta encuesta ha terminado. Si quiere decirnos algo, responda a nuestro correo: una persona lo lee.",
    },
    "over": {
        "en": "This link has run out. If you want to tell us something, reply to our mail: one of us reads it.",
        "de": "Dieser Link ist abgelaufen. Wenn Sie uns etwas sagen möchten, antworten Sie auf unsere E-Mail: Jemand "
        "von uns liest sie.",
        "fr": "Ce lien a expiré. Pour nous dire quelque chose, répondez à notre e-mail : l’un de nous le lit.",
        "es": "Este enlace ha caducado. Si quiere decirnos algo, responda a nuestro correo: una persona lo lee.",
    },
    "said": {
        "en": "What you answered",
        "de": "Was Sie geantwortet haben",
        "fr": "Ce que vous avez répondu",
        "es": "Lo que respondió",
    },
    "preview": {
        "en": "Preview: nothing is kept.",
        "de": "Vorschau: Nichts wird gespeichert.",
        "fr": "Aperçu : rien n’est enregistré.",
        "es": "Vista previa: no se guarda nada.",
    },
    "unknown": {
        "en": "If you want to tell us something, reply to our mail: one of us reads it.",
        "de": "Wenn Sie uns etwas sagen möchten, antworten Sie auf unsere E-Mail: Jemand von uns liest sie.",
        "fr": "Pour nous dire quelque chose, répondez à notre e-mail : l’un de nous le lit.",
        "es": "Si quiere decirnos algo, responda a nuestro correo: una persona lo lee.",
    },
}
