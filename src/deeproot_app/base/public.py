"""Pages for customers: on a link of their own, without sign-in, in their language, without scripts and cookies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deeproot_app.base import reader

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
WORDS: Final[dict[str, dict[str, str]]] = {
    "skip": {
        "en": "Skip to the content",
        "de": "Zum Inhalt",
        "fr": "Aller au contenu",
        "es": "Ir al contenido",
    },
    "languages": {"en": "Language", "de": "Sprache", "fr": "Langue", "es": "Idioma"},
    "simulated": {
        "en": "Simulated company: nobody here is real.",
        "de": "Simulierte Firma: niemand hier ist echt.",
        "fr": "Entreprise simulée : personne ici n’est réel.",
        "es": "Empresa simulada: nadie aquí es real.",
    },
    "unknown_title": {
        "en": "This link is no longer good",
        "de": "Dieser Link gilt nicht mehr",
        "fr": "Ce lien n’est plus valable",
        "es": "Este enlace ya no es válido",
    },
    "kept_with": {
        "en": "This page is only for you: do not pass its link on.",
        "de": "Diese Seite ist nur für Sie: Geben Sie ihren Link nicht weiter.",
        "fr": "Cette page n’est que pour vous : ne transmettez pas son lien.",
        "es": "Esta página es solo para usted: no comparta su enlace.",
    },
}


def language_of(request: HttpRequest, known: str | None = None) -> str:
    """The language of a public page: the one chosen on it (``?lang=``), the person's own where ``known``, else the
    first of their browser's that we have words for; English else."""
    browser = request.headers.get("Accept-Language", "").replace(";", ",").split(",")
    for wish in (request.GET.get("lang", ""), known or "", *browser):
        if (found := wish.strip().lower()[:2]) in LANGUAGES:
            return found
    return "en"


def said(words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The words of one language, by name; English where it lacks one."""
    return {name: of_it.get(language) or of_it["en"] for name, of_it in words.items()}


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    words: Mapping[str, Mapping[str, str]],
    known_language: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """A public page that extends `base/public.html`; ``words`` come as ``say`` in the reader's language.

    It is kept by no cache, found by no search engine, tells no other site where its reader came from.
    """
    language = language_of(request, known_language)
    frame = {"language": language, "languages": LANGUAGES, "frame": said(WORDS, language), "say": said(words, language)}
    company = reader.organisation(request)
    answer = render(request, template, {**frame, "company": company, **context}, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def unknown(request: HttpRequest, instead: Mapping[str, str]) -> HttpResponse:
    """The page of a link that is no longer good; ``instead`` says, by language, what its reader can do."""
    return page(request, "base/public_unknown.html", {}, {"unknown": instead}, status=404)
