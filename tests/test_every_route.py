"""A walk over every route of the application, as everyone, with one's own ids, with foreign ones, with made-up ones.

Everyone are nobody, both sides of each line between who may and who may not, and who may most; with `--deep` also those
between, of whom nothing is asked but what their neighbours are.

The right answer each time; after a refusal the database is as it was; looking never changes it; and every answer
carries the headers that keep a browser safe. Routes are found in the URLconf; what must be known of them is listed by
the rooms (`<room>/tests/routes.py`), and a route that is not listed fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

import deeproot_app
from deeproot_app.base.access import RANK, Role
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.tests.deep import DEEP
from deeproot_app.base.tests.walk import Lowest, Route, without_tokens
from deeproot_app.conftest import a_small_record, one_of_us
from deeproot_app.record.models import Customer

pytestmark = pytest.mark.long
NOT_OURS: Final = {"django_session", "django_migrations", "sqlite_sequence", "deeproot_cache"}
"""Tables that say nothing of the record or of acts: sessions, and the count of sign-in attempts."""
CAST: Final = ("nobody", "viewer", "member", "manager", "administrator")
REFUSED: Final = {403, 404, 405, 410}


def lists() -> list[ModuleType]:
    """Every room's list of routes."""
    rooms = [f"deeproot_app.{module.name}" for module in iter_modules(deeproot_app.__path__) if module.ispkg]
    homes = [f"{room}.tests" for room in rooms if find_spec(f"{room}.tests")]
    return [import_module(f"{home}.routes") for home in homes if find_spec(f"{home}.routes")]


LISTS: Final = lists()
ROUTES: Final[dict[str, Route]] = {name: route for module in LISTS for name, route in module.ROUTES.items()}


def found(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the URLconf with its full name; one without a name goes by its path."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from found(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name or entry.pattern}", entry


FOUND: Final = dict(found())


def test_every_route_is_listed_with_its_arguments_and_who_may_go_there() -> None:
    missing = sorted(set(FOUND) - set(ROUTES))
    assert missing == [], "list these in their room's tests/routes.py (see deeproot_app/base/tests/walk.py)"
    assert sorted(set(ROUTES) - set(FOUND)) == [], "these are listed, but are no routes"
    for name, pattern in FOUND.items():
        assert set(pattern.pattern.converters) == set(ROUTES[name].arguments), f"the arguments of {name}"


@dataclass(frozen=True)
class Cast:
    """Who there is, by the cookies with which each is signed in, and all that the database holds."""

    cookies: dict[str, dict[str, str]]
    rows: str


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The world, made once for all of these tests: the small record, everyone, and what each room's routes need.

    Members see only what is theirs and their team's. Each test takes back what it did, and the last all of it.
    """
    around = transaction.atomic()
    # Else a durable block within it would be refused, as it is not within a test of Django.
    around._from_testcase = True
    with django_db_blocker.unblock():
        around.__enter__()
        everyone = world()
        browser = Client()
        made = Cast({who: signed_in(browser, user) for who, user in everyone.items()}, whole())
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def world() -> dict[str, User | None]:
    a_small_record()
    everyone = {who: one_of_us(who) for who in (*CAST[1:], "stranger")}
    Organisation(pk=1, members_see="own").save()
    for module in LISTS:
        getattr(module, "prepare", lambda: None)()
    for user in everyone.values():
        user.set_unusable_password()
        user.save()
    return {"nobody": None, **{who: everyone[who] for who in CAST[1:]}}


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": memory, "LOCATION": name} for name in settings.CACHES}


def whole() -> str:
    """A hash of every row of every table, save those that are not ours."""
    digest = sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_OURS):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            digest.update(repr((table, cursor.fetchall())).encode())
    return digest.hexdigest()


ROWS_WRITTEN: Final = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)
"""


def written() -> int:
    """How many rows this connection has written so far; those that were taken back count too."""
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute(ROWS_WRITTEN, [sorted(NOT_OURS)])
        return int(cursor.fetchone()[0])


def address(name: str, kind: str) -> str:
    """The path of a route with `own`, `foreign` or `unknown` ids."""
    values = {key: getattr(sample, kind) for key, sample in ROUTES[name].arguments.items()}
    return reverse(name, kwargs={key: value() if callable(value) else value for key, value in values.items()})


def may(lowest: Lowest, who: str) -> bool:
    return lowest == "anyone" or (who != "nobody" and RANK[Role(who)] >= RANK[Role(lowest)])


def either_side(lowest: Lowest) -> set[str]:
    """The last who may not, and the first who may."""
    refused = [who for who in CAST if not may(lowest, who)]
    return {*refused[-1:], CAST[len(refused)]}


def sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/")


@dataclass(frozen=True)
class Walk:
    """Goes everywhere as everyone, in the world that was made for it."""

    cast: Cast
    browser: Client
    deep: bool

    def everyone(self, *lowest: Lowest) -> list[str]:
        """Whoever goes there, where these are the lowest who may.

        Who may is the same on every database; what it is asked for them is not: on a second one somebody goes who sees
        all, and somebody who sees a part.
        """
        lines = {each for one in lowest for each in either_side(one)} | {CAST[0]} if self.rights else {"member"}
        return [who for who in CAST if self.deep or who in lines | {CAST[-1]}]

    @property
    def rights(self) -> bool:
        """Whether rights are what is looked at, too."""
        return self.deep or connection.vendor == "sqlite"

    def ask(self, who: str, method: str, path: str) -> HttpResponse:
        """Ask for a path as somebody; check what must be true of every answer."""
        cache.clear()
        self.browser.cookies.clear()
        self.browser.cookies.load(self.cast.cookies[who])
        answer: HttpResponse = getattr(self.browser, method)(path)
        assert answer.status_code < 500
        check_headers(answer)
        check_markup(answer)
        return answer

    @contextmanager
    def undone(self) -> Iterator[Callable[[], bool]]:
        """Whatever is done inside has not been done afterwards. Gives what tells whether the database is as it was.

        To compare every row takes time: it is done where any was written.
        """
        with transaction.atomic():
            before = written()
            yield lambda: written() == before or whole() == self.cast.rows
            transaction.set_rollback(True)


@pytest.fixture
def walk(cast: Cast, db: None, request: pytest.FixtureRequest) -> Walk:
    return Walk(cast, Client(raise_request_exception=True), bool(request.config.getoption(DEEP)))


def signed_in(browser: Client, user: User | None) -> dict[str, str]:
    """The cookies with which that user is signed in."""
    browser.cookies.clear()
    if user:
        browser.force_login(user)
    return {name: cookie.value for name, cookie in browser.cookies.items()}


@pytest.mark.parametrize("what", ["a row", "nothing", "a session"])
def test_the_walk_tells_what_was_written(what: str, walk: Walk) -> None:
    with walk.undone() as untouched:
        if what == "a row":
            Customer.objects.filter(pk="c-birch").update(name="Birch Bakery & Daughters")
        elif what == "a session":
            SessionStore().create()
        assert untouched() == (what != "a row")
    with walk.undone() as untouched:
        assert untouched()


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_looking_is_answered_by_role_and_changes_nothing(name: str, walk: Walk) -> None:
    """HEAD is asked on either side of the line between who may and who may not."""
    route = ROUTES[name]
    heads = either_side(route.lowest) if walk.rights else ()
    for who, method in [*product(walk.everyone(route.lowest), ["get"]), *product(heads, ["head"])]:
        with walk.undone() as untouched:
            answer = walk.ask(who, method, address(name, "own"))
            told = f"{method} {name} as {who}: {answer.status_code}"
            if not route.looks or (method == "head" and answer.status_code == 405):
                assert answer.status_code == 405, told
            elif may(route.lowest, who):
                assert answer.status_code in route.answers, told
                assert route.lowest == "anyone" or not sent_to_sign_in(answer), told
            else:
                assert sent_to_sign_in(answer) if who == "nobody" else answer.status_code == 403, told
            assert untouched(), f"{told} changed the database"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_acting_is_refused_to_whoever_may_not_and_then_changes_nothing(name: str, walk: Walk) -> None:
    route = ROUTES[name]
    for who in walk.everyone(route.lowest, route.lowest_to_act or route.lowest):
        with walk.undone() as untouched:
            answer = walk.ask(who, "post", address(name, "own"))
            told = f"post {name} as {who}: {answer.status_code}"
            if not route.acts:
                assert answer.status_code == 405 or not may(route.lowest, who), told
            elif may(route.lowest_to_act or route.lowest, who):
                assert answer.status_code not in {401, 403, 405} - route.answers, told
            else:
                assert sent_to_sign_in(answer) if who == "nobody" else answer.status_code == 403, told
            acted = route.acts and may(route.lowest_to_act or route.lowest, who)
            if answer.status_code in REFUSED or not acted:
                assert untouched(), f"{told} changed the database"


@pytest.mark.any_database
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_does_anything(method: str, walk: Walk) -> None:
    for name in sorted(ROUTES):
        with walk.undone() as untouched:
            answer = walk.ask("administrator", method, address(name, "own"))
            told = f"{method} {name}: {answer.status_code}"
            assert answer.status_code in {302, 403, 405} | ROUTES[name].answers, told
            assert untouched(), f"{told} changed the database"


BOUND: Final = sorted(
    name for name, route in ROUTES.items() if any(sample.foreign is not None for sample in route.arguments.values())
)


# Ids that do not exist are asked for on every database, below; those of others exist on each.
@pytest.mark.any_database
@pytest.mark.parametrize("name", BOUND)
def test_what_is_not_yours_to_see_is_answered_like_what_does_not_exist(name: str, walk: Walk) -> None:
    for method in ("get", "post"):
        if not (ROUTES[name].looks if method == "get" else ROUTES[name].acts):
            continue
        answers = {}
        for kind in ("foreign", "unknown"):
            with walk.undone() as untouched:
                path = address(name, kind)
                answer = walk.ask("member", method, path)
                told = f"{method} {name} with {kind} ids: {answer.status_code}"
                lowest = ROUTES[name].lowest if method == "get" else ROUTES[name].lowest_to_act or ROUTES[name].lowest
                assert answer.status_code == (404 if may(lowest, "member") else 403), told
                assert untouched(), f"{told} changed the database"
                answers[kind] = alike(answer, path)
        assert answers["foreign"] == answers["unknown"], f"{method} {name} tells which ids exist"


@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.arguments))
def test_ids_that_do_not_exist_are_not_found(name: str, walk: Walk) -> None:
    for method in ("get", "post"):
        with walk.undone() as untouched:
            answer = walk.ask("administrator", method, address(name, "unknown"))
            # Programs without a token learn nothing of ids: 401, where the route says so.
            expected = {404, 405, 410} | (ROUTES[name].answers & {401})
            assert answer.status_code in expected, f"{method} {name}: {answer.status_code}"
            assert untouched()


def alike(answer: HttpResponse, path: str) -> str:
    """The page without what differs from one request to the next by itself."""
    return without_tokens(answer.content.decode().replace(path, "(here)"))


def check_headers(answer: HttpResponse) -> None:
    """Every answer: no scripts or styles but ours, no framing, no sniffing, no copies kept."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    for cookie in (one for one in answer.cookies.values() if one.value):
        assert cookie["httponly"], f"the cookie {cookie.key} can be read by scripts"
        assert cookie["samesite"] == "Lax"


class Markup(HTMLParser):
    """Collects what our content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src") and given.get("type") != "application/json"):
            self.blocked.append(f"<{tag}> without a file")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.blocked.append(f"{name} of <{tag}>")
            if name in {"src", "href"} and tag in {"script", "link", "img"} and re.match(r"(https?:)?//", value or ""):
                self.blocked.append(f"{value} from elsewhere")


def check_markup(answer: HttpResponse) -> None:
    """Every page: nothing inline, nothing from elsewhere."""
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        markup = Markup()
        markup.feed(answer.content.decode())
        assert markup.blocked == []
