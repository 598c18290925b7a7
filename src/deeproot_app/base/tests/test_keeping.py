"""Terms of keeping: seen whole, previewed, set between their bounds, written to the trail, and obeyed by the jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deeproot_app.base import clock, keeping, upkeep
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.jobs import enqueue, run_waiting
from deeproot_app.base.models import Audit, Job, KeepingTerm, User
from deeproot_app.base.tests import tasks
from deeproot_app.conftest import AS_OF

pytestmark = pytest.mark.django_db
PAGE = "/organisation/keeping/"


def test_every_room_tells_its_terms_once_and_each_says_what_it_is_for() -> None:
    told = keeping.terms()
    assert {name for name, term in told.items() if term.free} == {
        "audit",
        "candidates",
        "events",
        "jobs",
        "raw",
        "uploads",
    }
    assert {"record", "objections", "erasings", "answers"} <= told.keys()
    for term in told.values():
        assert term.label and term.what.endswith(".")
        assert term.free or term.why, "whoever cannot change it is told why"
        assert term.default is not None or term.ever or not term.free
        assert term.default is None or not term.free or term.least <= term.default <= term.most


@pytest.mark.parametrize(
    ("name", "days"),
    [("candidates", 59), ("candidates", 366), ("candidates", None), ("audit", 364), ("audit", 3_651), ("raw", 89),
     ("events", 6), ("uploads", 0), ("objections", 30), ("answers", 2), ("nothing", 30)],
)  # fmt: skip
def test_a_term_that_may_not_be_is_refused_with_the_reason(name: str, days: int | None) -> None:
    with pytest.raises(UserError):
        keeping.change(COMMAND_LINE, name, days)
    with pytest.raises(UserError):
        keeping.preview(name, days, AS_OF)
    assert not KeepingTerm.objects.exists() and not Audit.objects.exists()


def test_a_term_is_set_and_stands_in_the_trail_with_what_it_was(as_of: object, administrator: User) -> None:
    assert keeping.days("candidates") == 180
    assert keeping.change(administrator, "candidates", 90)
    assert not keeping.change(administrator, "candidates", 90), "nothing was different"
    assert keeping.days("candidates") == 90
    row = Audit.objects.get(act="keeping.change")
    assert (row.user, row.about_id, row.detail) == (administrator, "candidates", {"before": 180, "after": 90})
    assert keeping.change(administrator, "audit", 400) and keeping.change(administrator, "audit", None)
    assert keeping.until("audit", AS_OF) is None
    assert keeping.until("candidates", AS_OF) == AS_OF - timedelta(days=90)


def test_only_an_administrator_sets_one(manager: User, member: User) -> None:
    for one in (manager, member):
        with pytest.raises(NotAllowed):
            keeping.change(one, "candidates", 90)
    assert not KeepingTerm.objects.exists()


def test_the_trail_goes_by_its_term_only_where_one_was_set_and_says_so(as_of: object) -> None:
    for days in (500, 366, 10):
        Audit.objects.create(at=AS_OF - timedelta(days=days), actor="x", act="day", about_id=str(days))
    assert upkeep.trim_trail.call() == 0
    assert Audit.objects.filter(act="day").count() == 3
    keeping.change(COMMAND_LINE, "audit", 400)
    assert keeping.preview("audit", 365, AS_OF) == 2
    assert upkeep.trim_trail.call() == 1
    assert sorted(Audit.objects.filter(act="day").values_list("about_id", flat=True)) == ["10", "366"]
    row = Audit.objects.get(act="audit.trim")
    assert (row.actor, row.detail["lines"]) == ("by itself", 1)
    assert upkeep.trim_trail.call() == 0


def test_finished_jobs_go_by_their_term() -> None:
    enqueue(tasks.add, a=1, b=1)
    run_waiting()
    Job.objects.update(finished_at=clock.machine() - timedelta(days=10))
    assert upkeep.throw_away.call()["jobs"] == 0
    keeping.change(COMMAND_LINE, "jobs", 9)
    assert keeping.preview("jobs", 9, clock.machine()) == 1
    assert upkeep.throw_away.call()["jobs"] == 1


def test_the_page_previews_and_sets_and_a_look_changes_nothing(
    as_of: object, administrator: User, client_of: Callable[[User], Client]
) -> None:
    Audit.objects.create(at=AS_OF - timedelta(days=500), actor="x", act="day")
    browser = client_of(administrator)
    page = browser.get(PAGE).content.decode()
    assert "Candidates" in page and "180 days" in page and "§ 15 AGG" in page
    assert "Consents and objections" in page and "article 21" in page
    tried = browser.get(PAGE, {"term": "audit", "days": "400"})
    assert "<strong>1</strong> of them would go tonight" in tried.content.decode()
    assert not KeepingTerm.objects.exists()
    done = browser.post(PAGE, {"term": "audit", "days": "400"}, follow=True).content.decode()
    assert "The audit trail: kept for 400 days." in done and "set by <bdi" in done
    assert KeepingTerm.objects.get().days == 400
    browser.post(PAGE, {"term": "audit", "days": ""})
    assert KeepingTerm.objects.get().days is None


@pytest.mark.parametrize("days", ["many", "-1", "1e3", "9" * 40, "٣", "3"])
def test_what_is_no_term_is_told_in_a_sentence(
    as_of: object, administrator: User, client_of: Callable[[User], Client], days: str
) -> None:
    answer = client_of(administrator).get(PAGE, {"term": "audit", "days": days})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert client_of(administrator).post(PAGE, {"term": "audit", "days": days}).status_code == 302
    assert not KeepingTerm.objects.exists()


def test_the_page_asks_few_queries_whatever_there_is(
    as_of: object, administrator: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(administrator)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for name, days in (("audit", 400), ("raw", 100), ("candidates", 90), ("jobs", 8)):
        keeping.change(administrator, name, days)
    with CaptureQueriesContext(connection) as more:
        browser.get(PAGE)
    assert len(more) <= len(few) + 3, "one for each of the two terms that now take something, and its rows"
