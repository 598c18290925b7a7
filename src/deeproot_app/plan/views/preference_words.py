"""The words of a person's own pages about hearing from us. They are kept with what the person chose: say what is so."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "title": {
        "en": "What you hear from us",
        "de": "Was Sie von uns hören",
        "fr": "Ce que vous recevez de nous",
        "es": "Qué recibe de nosotros",
    },
    "lead": {
        "en": "You decide. It takes effect at once, and you can come back and change it.",
        "de": "Sie entscheiden. Es gilt sofort, und Sie können es jederzeit wieder ändern.",
        "fr": "C’est vous qui décidez. L’effet est immédiat, et vous pouvez revenir changer d’avis.",
        "es": "Usted decide. Tiene efecto inmediato y puede volver a cambiarlo.",
    },
    "for": {"en": "For", "de": "Für", "fr": "Pour", "es": "Para"},
    "mail": {
        "en": "E-mail with things that may help you: guides, invitations, news and offers",
        "de": "E-Mails, die Ihnen nützen können: Anleitungen, Einladungen, Neues und Angebote",
        "fr": "Des e-mails qui peuvent vous être utiles : guides, invitations, nouveautés et offres",
        "es": "Correos que pueden serle útiles: guías, invitaciones, novedades y ofertas",
    },
    "call": {
        "en": "Calls and text messages with things that may help you, and offers",
        "de": "Anrufe und SMS mit Nützlichem und Angeboten",
        "fr": "Des appels et SMS utiles, et des offres",
        "es": "Llamadas y SMS con cosas útiles y ofertas",
    },
    "survey": {
        "en": "Now and then, a question about how we are doing",
        "de": "Ab und zu eine Frage, wie gut wir es machen",
        "fr": "De temps en temps, une question sur notre travail",
        "es": "De vez en cuando, una pregunta sobre cómo lo hacemos",
    },
    "tracking": {
        "en": "You may measure whether I open your mails",
        "de": "Sie dürfen messen, ob ich Ihre E-Mails öffne",
        "fr": "Vous pouvez mesurer si j’ouvre vos e-mails",
        "es": "Pueden medir si abro sus correos",
    },
    "none": {
        "en": "Do not contact me at all, except to answer what I ask and about my contract",
        "de": "Kontaktieren Sie mich gar nicht, außer um meine Fragen zu beantworten und zu meinem Vertrag",
        "fr": "Ne me contactez plus du tout, sauf pour répondre à mes questions et pour mon contrat",
        "es": "No me contacten en absoluto, salvo para responder a lo que pregunte y por mi contrato",
    },
    "none_legend": {
        "en": "Or nothing at all",
        "de": "Oder gar nichts",
        "fr": "Ou rien du tout",
        "es": "O nada en absoluto",
    },
    "legend": {
        "en": "I want to receive",
        "de": "Ich möchte erhalten",
        "fr": "Je souhaite recevoir",
        "es": "Deseo recibir",
    },
    "answers": {
        "en": "Answers to your questions, and what concerns your contract, always reach you.",
        "de": "Antworten auf Ihre Fragen und was Ihren Vertrag betrifft, erreichen Sie immer.",
        "fr": "Les réponses à vos questions et ce qui concerne votre contrat vous parviennent toujours.",
        "es": "Las respuestas a sus preguntas y lo relativo a su contrato siempre le llegarán.",
    },
    "save": {"en": "Save", "de": "Speichern", "fr": "Enregistrer", "es": "Guardar"},
    "saved": {
        "en": "Saved. It holds from now on.",
        "de": "Gespeichert. Es gilt ab jetzt.",
        "fr": "Enregistré. C’est valable dès maintenant.",
        "es": "Guardado. Vale desde ahora.",
    },
    "since": {"en": "your word of", "de": "Ihr Wort vom", "fr": "votre choix du", "es": "su decisión del"},
    "unsubscribe_title": {
        "en": "No more of these mails?",
        "de": "Keine solchen E-Mails mehr?",
        "fr": "Ne plus recevoir ces e-mails ?",
        "es": "¿No recibir más estos correos?",
    },
    "unsubscribe_lead": {
        "en": "We will no longer send you guides, invitations, news or offers by e-mail.",
        "de": "Wir senden Ihnen dann keine Anleitungen, Einladungen, Neuigkeiten und Angebote mehr per E-Mail.",
        "fr": "Nous ne vous enverrons plus de guides, d’invitations, de nouveautés ni d’offres par e-mail.",
        "es": "No le enviaremos más guías, invitaciones, novedades ni ofertas por correo.",
    },
    "unsubscribe_button": {
        "en": "No more of these mails",
        "de": "Keine solchen E-Mails mehr",
        "fr": "Ne plus recevoir ces e-mails",
        "es": "No recibir más estos correos",
    },
    "unsubscribed_title": {"en": "Done", "de": "Erledigt", "fr": "C’est fait", "es": "Hecho"},
    "unsubscribed": {
        "en": "You will get no more of these mails. This holds from now on.",
        "de": "Sie erhalten keine solchen E-Mails mehr. Das gilt ab jetzt.",
        "fr": "Vous ne recevrez plus ces e-mails, dès maintenant.",
        "es": "No recibirá más estos correos, desde ahora.",
    },
    "more": {
        "en": "Choose in detail what you hear from us",
        "de": "Genauer wählen, was Sie von uns hören",
        "fr": "Choisir en détail ce que vous recevez",
        "es": "Elegir en detalle qué recibe",
    },
    "unknown": {
        "en": "Use the link in our latest mail to you, or simply reply to it: we will do it by hand.",
        "de": "Nutzen Sie den Link in unserer letzten E-Mail an Sie, oder antworten Sie darauf: Wir erledigen es.",
        "fr": "Utilisez le lien de notre dernier e-mail, ou répondez-y simplement : nous nous en occupons.",
        "es": "Use el enlace de nuestro último correo, o simplemente respóndalo: lo haremos a mano.",
    },
}
