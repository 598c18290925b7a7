"""A customer's own page from the command line, and in the sample company."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.test import Client

from deeproot_app.act.models import OwnPage, PageWord
from deeproot_app.act.own_page import links, saying
from deeproot_app.act.own_page.saying import Saying
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.cli import main
from deeproot_app.cli._sample import pages as sample_pages
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs
from deeproot_app.record.models import Case, Contact, Target

SAYS = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("small_record", "as_of")


def link_of(capsys: SAYS, *more: str) -> str:
    assert main(["page", *more]) == 0
    return "/" + capsys.readouterr().out.strip().partition("//")[2].partition("/")[2]


def test_it_gives_a_link_by_id_or_address_renews_and_shuts_it(capsys: SAYS) -> None:
    first = link_of(capsys, "p-birch")
    assert link_of(capsys, "PAT@birch.example") == first
    assert Client().get(first).status_code == 200
    second = link_of(capsys, "p-birch", "--renew")
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert main(["page", "p-birch", "--shut"]) == 0
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize(
    ("given", "says", "code"),
    [
        (["nobody@x.example"], "There is no contact 'nobody@x.example'", 1),
        (["p-birch", "--shut"], "p-birch has no page", 1),
        (["--renew"], "Say whose page", 2),
        (["--take", "99"], "There is no correction 99", 1),
        (["--leave", str(2**70)], "There is no correction", 1),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(given: list[str], says: str, code: int, capsys: SAYS) -> None:
    assert main(["page", *given]) == code
    assert says in capsys.readouterr().err
    assert not OwnPage.objects.exists()


def test_corrections_are_listed_and_taken_over(capsys: SAYS) -> None:
    own, _ = links.give(COMMAND_LINE, "p-birch")
    word = saying.say(own, Saying("0" * 32, "fact", field="name", words="Patricia"))
    assert main(["page", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["corrections"]
    assert (found["number"], found["field"], found["said"]) == (word.pk, "name", "Patricia")
    assert main(["page", "--take", str(word.pk)]) == 0
    assert Contact.objects.get(pk="p-birch").name == "Patricia"
    assert main(["page", "--take", str(word.pk)]) == 1
    assert "already" in capsys.readouterr().err


def test_in_the_sample_company_some_have_a_page_and_speak_on_it(small_record: SmallRecord, as_of: datetime) -> None:
    for name in ("birch", "cedar", "dune"):
        goal = beliefs.add(COMMAND_LINE, f"c-{name}", "goal", "Fewer queues", metric="queues").row_id
        Target.objects.create(belief_id=goal, shared_at=AS_OF)
    Case.objects.filter(pk="k-1").update(customer="c-dune")
    assert sample_pages.load(AS_OF) == 3
    assert sorted(PageWord.objects.values_list("about", flat=True)) == ["case", "fact", "other"]
    assert Case.objects.get(pk="k-1").confirmed_at is not None
