"""The sample's thanks and events, and the commands that tell of them."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta

import pytest

from deeproot_app.act.models import Event, Gift, Guest, Sending
from deeproot_app.base import clock
from deeproot_app.cli import events, gifts, rewards
from deeproot_app.cli._sample import thanks as sample_thanks
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Customer


@pytest.fixture
def loaded(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AS_OF)
    Customer.objects.filter(pk="c-birch").update(since=AS_OF - timedelta(days=760))
    sample_thanks.load(AS_OF)


def test_the_sample_gives_and_invites_and_leaves_no_mail_to_be_sent(loaded: None) -> None:
    assert Gift.objects.filter(taken_back_at=None).count() == 3
    assert Event.objects.count() == 2
    assert not Sending.objects.exclude(state__in=("sent", "suppressed")).exists()
    assert not Guest.objects.exclude(answer="").exclude(sending__state="sent").exists()


def test_gifts_tells_what_was_given_and_what_is_left(loaded: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert gifts.run(argparse.Namespace(json=True, unthanked=False)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["budgets"][0]["left"] == pytest.approx(500 - 2.5 - 18 - 24.9)
    assert {row["what"] for row in told["gifts"]} == {name for name, *_ in sample_thanks.GIFTS[:3]}
    assert gifts.run(argparse.Namespace(json=False, unthanked=False)) == 0
    assert "A handwritten card" in capsys.readouterr().out


def test_events_tells_who_was_asked_and_who_comes(loaded: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert events.run(argparse.Namespace(json=True)) == 0
    told = json.loads(capsys.readouterr().out)["events"]
    assert told[0]["title"] == "Shorter queues at the counter"
    assert told[0]["asked"] == 3
    assert told[0]["yes"] + told[0]["maybe"] + told[0]["no"] + told[0]["silent"] == 3


def test_rewards_tells_what_was_given_what_waits_and_every_line(
    loaded: None, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"customer": None, "propose": False, "approve": None, "csv": False, "json": True}
    assert rewards.run(argparse.Namespace(**asked)) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["occasion"] for one in told["rules"]} == {"years", "made_good", "event", "referral"}
    assert told["points"] == told["given"] - told["redeemed"] - told["expired"]
    number = told["waiting"][0]["proposal_id"]
    assert rewards.run(argparse.Namespace(**asked | {"approve": [number]})) == 0
    assert rewards.run(argparse.Namespace(**asked | {"approve": [number]})) == 3, "it waits no more"
    assert "0 of 1" in capsys.readouterr().err
    assert rewards.run(argparse.Namespace(**asked | {"customer": told["waiting"][0]["customer"]})) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["points"] == sum(line["points"] for line in out["lines"]) > 0
    assert rewards.run(argparse.Namespace(**asked | {"csv": True})) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("entry_id,customer_id,customer,kind,points")
    assert rewards.run(argparse.Namespace(**asked | {"json": False, "propose": True})) == 0
    assert "Who has most" in capsys.readouterr().out
