"""A judgement is kept whole with what it rests on; pages and commands say what the library says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.test import Client

from deeproot.engines import open_tables
from deeproot.understand.risk.backtest import Backtest, backtest
from deeproot.understand.risk.dates import Dates
from deeproot.understand.risk.judge import Judgement, Ranked, judge
from deeproot.understand.risk.reasons import Reason
from deeproot.understand.risk.tests.test_ways import made
from deeproot_app.base.models import Job, User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.loop import UNASKED
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer, Subscription
from deeproot_app.understand.risk import work
from deeproot_app.understand.risk.models import RiskChance, RiskJudgement
from deeproot_app.understand.risk.told import document, says

pytestmark = pytest.mark.django_db
REASONS = (Reason("current_silence_days", 90.0, 12.0, 0.9), Reason("days_since_heard", None, 30.0, -0.2))


@pytest.fixture(scope="module")
def tested() -> Backtest:
    frame, left = made(1_500)
    return backtest(frame, left, np.arange(1_500) * 3 // 1_500, rule="noise")


def judged(tested: Backtest | None, as_of: datetime = AS_OF, **ranked: float) -> Judgement:
    dates = Dates(as_of - timedelta(days=150), (as_of - timedelta(days=300), as_of - timedelta(days=330)))
    ranking = [Ranked(f"c-{name}", value, REASONS) for name, value in ranked.items()]
    return Judgement("contracts", as_of, 90, 14, dates, 3, tested, ranking, {"unanswered": 0.4, "thanked": 0.01})


def test_a_judgement_is_kept_with_what_it_rests_on(tested: Backtest, small_record: SmallRecord) -> None:
    row = work.keep(judged(tested, birch=0.7, dune=0.4, cedar=0.1))
    row.refresh_from_db()
    assert (row.state, row.verdict, row.way) == ("done", "model", tested.chosen)
    assert row.auc == pytest.approx(tested.scores[tested.chosen].auc.value)  # type: ignore[index]
    assert row.code.startswith("deeproot ") and row.tested == tested.tested
    assert row.learnt_from == AS_OF - timedelta(days=330)
    chances = list(row.chances.order_by("place").values_list("customer_id", "place", "probability"))
    assert chances == [("c-birch", 1, 0.7), ("c-dune", 2, 0.4), ("c-cedar", 3, 0.1)]


def test_history_is_kept_by_week_then_by_month_and_reasons_only_of_the_latest(
    tested: Backtest, small_record: SmallRecord
) -> None:
    for week in range(30):
        work.keep(judged(tested, AS_OF - timedelta(weeks=29 - week), birch=0.5))
    work.keep(judged(tested, AS_OF, birch=0.6))  # the same day's again: it takes the place
    rows = list(RiskJudgement.objects.order_by("-as_of"))
    assert rows[0].chances.get().probability == 0.6
    assert len({one.as_of.date() for one in rows}) == len(rows)
    older = rows[work.WEEKS + 1 :]
    assert older and len({(one.as_of.year, one.as_of.month) for one in older}) == len(older)
    assert list(RiskChance.objects.exclude(reasons=[])) == list(rows[0].chances.all())


def test_killed_while_it_writes_it_shows_nothing_and_the_next_takes_it_away(
    tested: Backtest, small_record: SmallRecord, client_of: Callable[..., Client], viewer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(work, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            work.keep(judged(tested, birch=0.7))
    assert RiskChance.objects.count() == 1
    assert "Nothing was judged yet" in client_of(viewer).get("/risk/").content.decode()
    assert "No probability is told" in client_of(viewer).get("/risk/customers/c-birch/").content.decode()
    RiskJudgement.objects.update(made_at=AS_OF - timedelta(days=4_000))
    Subscription.objects.create(
        subscription_id="s", customer=small_record.birch, starts_at=AS_OF - timedelta(days=600),
        amount_micros=1_000_000, currency="EUR", period_months=12,
    )  # fmt: skip
    work.judge(AS_OF)
    assert not RiskJudgement.objects.exclude(state="done").exists()
    assert set(RiskJudgement.objects.values_list("verdict", flat=True)) == {"too_few"}
    assert work.judge(AS_OF + timedelta(days=6)) == 0  # once a week
    RiskJudgement.objects.filter(kind="contracts", horizon_days=90).delete()
    assert work.judge(AS_OF + timedelta(days=6)) == 1  # what was broken off is made good
    assert work._is_fresh("purchases", 30, AS_OF + timedelta(days=8)) is False


def test_where_nothing_was_sold_nothing_is_judged(small_record: SmallRecord) -> None:
    assert work.judge(AS_OF) == 0 and not RiskJudgement.objects.exists()


def test_the_page_shows_the_ranking_with_reasons_that_open(
    tested: Backtest, small_record: SmallRecord, client_of: Callable[..., Client], viewer: User
) -> None:
    work.keep(judged(tested, birch=0.7, dune=0.4))
    page = client_of(viewer).get("/risk/?kind=contracts&days=90").content.decode()
    assert "ranks better than the simple rule" in page and "Birch Bakery" in page
    assert "Our silence now: 90 days (typically 12 days)" in page
    assert "/customers/c-birch/figures/current_silence_days/" in page
    assert "Never answered" in page  # what drifted
    assert "Times thanked (" not in page
    chart = client_of(viewer).get("/risk/?kind=contracts&days=90&chart=calibration&as=csv").content.decode()
    assert chart.splitlines()[0].startswith("Customers,Said,Came") and len(chart.splitlines()) == 11
    one = client_of(viewer).get("/risk/customers/c-birch/").content.decode()
    assert "70" in one and "1 of" in one


def test_whoever_may_not_see_a_customer_sees_none_of_their_risk(
    tested: Backtest, small_record: SmallRecord, client_of: Callable[..., Client], stranger: User
) -> None:
    from deeproot_app.base.models import Organisation

    organisation = Organisation.get()
    organisation.members_see = "own"
    organisation.save()
    work.keep(judged(tested, birch=0.7, dune=0.4))
    page = client_of(stranger).get("/risk/?kind=contracts").content.decode()
    assert "Dune Travel" in page and "Birch Bakery" not in page
    assert client_of(stranger).get("/risk/customers/c-birch/").status_code == 404


def test_only_managers_have_it_judged_anew(client_of: Callable[..., Client], viewer: User, manager: User) -> None:
    assert client_of(viewer).post("/risk/again/").status_code == 403
    assert client_of(manager).post("/risk/again/").status_code == 302
    assert Job.objects.filter(key="risk anew").count() == 1
    assert any(getattr(one, "task", None) is work.judge_risk for one in UNASKED)


@pytest.mark.parametrize("verdict", ["rule", "chance", "too_few"])
def test_what_is_not_known_is_said(
    verdict: str, tested: Backtest, small_record: SmallRecord, client_of: Callable[..., Client], viewer: User
) -> None:
    found = replace(tested, verdict=verdict, **({"scores": {}, "chosen": None} if verdict == "too_few" else {}))  # type: ignore[arg-type]
    ranked = {"birch": 0.6} if verdict == "rule" else {}
    work.keep(judged(found, **ranked))
    page = client_of(viewer).get("/risk/?kind=contracts").content.decode()
    words = {"rule": "No better than the simple rule", "chance": "nobody is ranked", "too_few": "It takes at least 30"}
    assert words[verdict] in page
    assert ("Whom it ranks first" in page) == (verdict == "rule")


def test_a_record_that_is_too_young_is_said_to_be() -> None:
    young = Judgement("contracts", AS_OF, 90, 14, None, 3, None)
    assert "too young" in says(document(young))


@pytest.mark.any_database
def test_the_command_says_what_the_library_says(capsys: pytest.CaptureFixture[str]) -> None:
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(4):
        customer = Customer.objects.create(customer_id=f"c{number}", name=f"C{number}")
        Subscription.objects.create(
            subscription_id=f"s{number}", customer=customer, starts_at=begin, amount_micros=1_000_000,
            currency="EUR", period_months=12,
        )  # fmt: skip
    assert main(["risk", "--json", "--as-of", AS_OF.isoformat()]) == 0
    told = json.loads(capsys.readouterr().out)
    notebook = judge(open_tables(arrow_tables()), AS_OF)
    assert told["kinds"] == json.loads(json.dumps({kind: document(one) for kind, one in notebook.items()}))
    assert told["kinds"]["contracts"]["verdict"] == "too_few" and told["kinds"]["contracts"]["customers"] == 4
    assert main(["risk", "--as-of", AS_OF.isoformat()]) == 0
    assert "not known yet" in capsys.readouterr().out
