"""The page on which a customer answers a survey. On a signed link, without sign-in; looking changes nothing.

It needs no script: what hangs on an answer is asked on the next page. With a script it is asked at once. No cookie is
set or needed: the link alone says whose page it is, so there is nothing that another site could use on their behalf.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deeproot_app.act.models import Asked, Question
from deeproot_app.act.surveys import answering, flow, links, shown, wording
from deeproot_app.act.surveys.flow import Said
from deeproot_app.act.views.survey_words import WORDS
from deeproot_app.base import clock, public, reader
from deeproot_app.base.own_link import LinkUnknown
from deeproot_app.record.receiving.rate import Buckets

CHANGES: Final = Buckets(a_second=0.1, at_once=20)
"""So often one link may send answers: more than anybody who answers does."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page; POST keeps the answer, which can be changed until the survey is closed or the link runs out."""
    try:
        asked = links.OWN.opened(token)
    except LinkUnknown:
        return public.unknown(request, WORDS["unknown"])
    if request.method != "POST":
        return _look(request, asked)
    if wait := CHANGES.take(asked.pk):
        return _page(request, asked, _kept(asked), notice="slow", status=429, wait=wait)
    return _answered(request, asked, {name: str(given) for name, given in request.POST.items()})


def _look(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What they answered before; else the mark that they chose in the mail, to be sent or changed."""
    said = _kept(asked)
    if not said:
        said = shown.first_mark(_questions(asked), asked.survey, request.GET.get("mark", ""))
    return _page(request, asked, said)


def _answered(request: HttpRequest, asked: Asked, given: Mapping[str, str]) -> HttpResponse:
    questions = _questions(asked)
    seen = {one.pk for one in questions if f"saw-{one.pk}" in given}
    said, _ = answering.read(questions, given)
    try:
        answering.answer(asked.pk, given, before_them=seen)
    except answering.Closed:
        return _page(request, asked, _kept(asked), status=422)
    except answering.Wrong as wrong:
        return _page(request, asked, said, notice="empty" if 0 in wrong.of else "wrong", wrong=wrong.of, status=422)
    more = [one for one in flow.asked(questions, said) if one.pk not in seen]
    return _page(request, links.OWN.opened(links.OWN.token(asked)), said, notice="more" if more else "saved")


def _kept(asked: Asked) -> dict[int, Said]:
    return flow.of_answers(asked.answers.all())


def _questions(asked: Asked) -> list[Question]:
    return list(asked.survey.questions.order_by("place"))


def _page(
    request: HttpRequest, asked: Asked, said: Mapping[int, Said], *, notice: str = "",
    wrong: Mapping[int, str] | None = None, status: int = 200, wait: int = 0,
) -> HttpResponse:  # fmt: skip
    survey, language = asked.survey, public.language_of(request, asked.language)
    company = reader.organisation(request).name
    context = {
        "entries": shown.entries(survey, _questions(asked), said, language, company, wrong),
        "intro": wording.of_us(wording.said(survey.intro, language, survey.language), company),
        "thanks": wording.of_us(wording.said(survey.thanks, language, survey.language), company),
        "closed": answering.closed(asked, clock.now()),
        "answered": asked.answered_at is not None,
        "notice": notice,
    }
    page = public.page(request, "act/public/survey.html", context, WORDS, asked.language, status=status)
    if wait:
        page["Retry-After"] = str(wait)
    return page
