"""The words of the mail that asks somebody to answer: greeting, words of the survey, their link, closing."""

from __future__ import annotations

from deeproot_app.act.drafts.spoken import Speaker
from deeproot_app.act.models import Survey
from deeproot_app.act.surveys import wording


def mail(survey: Survey, language: str, speaker: Speaker, name: str, link: str, company: str) -> tuple[str, str]:
    """The subject and the text, in that language as far as the survey has words in it."""

    def said(words: wording.Words) -> str:
        return wording.of_us(wording.said(words, language, survey.language), company)

    page = f"{wording.PAGE.get(language, wording.PAGE['en'])}\n{link}"
    parts = [speaker.greets(name, language), said(survey.asks), page, speaker.signs(language)]
    return said(survey.subject), "\n\n".join(parts)
