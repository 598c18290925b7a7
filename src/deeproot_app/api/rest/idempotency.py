"""`Idempotency-Key`: the same write sent again is answered as it was, and done once.

What is done and what was answered are one transaction: killed in between, neither is there. A second request with the
same key waits for the first one's transaction (SQLite's write lock, PostgreSQL's unique index), then gets its answer.
Only what was done is kept: what was refused changed nothing, and may be mended and sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from deeproot_app.api.models import Answered, Token
from deeproot_app.api.rest.problems import Problem
from deeproot_app.base import clock, jobs

KEPT: Final = timedelta(hours=24)
LONGEST: Final = 255
HEADER: Final = "Idempotency-Key"


def once(request: HttpRequest, token: Token, do: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``do`` answers; where this key was answered before, that answer, and ``do`` is not called.

    Raises Problem 422 for a key that goes with another request, or is no key.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return do()
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Problem(422, f"{HEADER} has 1 to {LONGEST} printable ASCII characters.")
    digest = sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    for _ in range(2):
        forget_old(token, key)
        try:
            return _first(token, key, digest, do)
        except IntegrityError:
            if before := Answered.objects.filter(token=token, key=key).first():
                return again(before, digest)
    raise Problem(409, f"Another request with this {HEADER} was under way; send it again.", {"Retry-After": "1"})


def _first(token: Token, key: str, digest: str, do: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        with transaction.atomic():
            row = Answered.objects.create(token=token, key=key, request_hash=digest, made_at=clock.now())
        response = _unhurt(do)
        if response.status_code < 300:
            row.status, row.body = response.status_code, response.content.decode()
            row.save(update_fields=["status", "body"])
        else:
            transaction.set_rollback(True)
    return response


def _unhurt(do: Callable[[], HttpResponse]) -> HttpResponse:
    """Our own IntegrityError is told from one of what is done: that is no sign of a key used twice."""
    try:
        return do()
    except IntegrityError as fault:
        raise RuntimeError("what was asked for broke a rule of the database") from fault


def again(before: Answered, digest: str) -> HttpResponse:
    """What was answered. Raises Problem where something else was asked."""
    if before.request_hash != digest:
        raise Problem(422, f"This {HEADER} was used for another request; choose a new one for a new request.")
    response = HttpResponse(before.body, status=before.status, content_type="application/json; charset=utf-8")
    response.headers["Idempotency-Replayed"] = "true"
    return response


def forget_old(token: Token, key: str) -> None:
    """Let a key be used anew after a day."""
    Answered.objects.filter(token=token, key=key, made_at__lt=clock.now() - KEPT).delete()


@jobs.task
def throw_away_answers() -> int:
    """Delete the answers that nobody can ask for again; how many."""
    return Answered.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]
