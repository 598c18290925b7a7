"""The mail domains that are ours: given on the page or at the command line, each a real one, none of everybody's."""

from __future__ import annotations

import json

import pytest

from deeproot_app.base import domains
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit, Organisation
from deeproot_app.cli import main

pytestmark = pytest.mark.django_db


def test_domains_are_kept_in_lower_case_each_once() -> None:
    assert domains.ours([" Oakfield.Example", "@oakfield.example", "", "bücher.example."]) == [
        "oakfield.example",
        "xn--bcher-kva.example",
    ]


@pytest.mark.parametrize(
    "wrong", ["oakfield", "a b.example", "-a.example", "http://a.example", "a..example", "x" * 300]
)
def test_what_is_no_domain_is_refused(wrong: str) -> None:
    with pytest.raises(UserError, match="no mail domain"):
        domains.ours([wrong])


def test_a_domain_where_everybody_may_have_an_address_is_not_ours() -> None:
    with pytest.raises(UserError, match=r"Everybody may have an address at gmail\.com"):
        domains.ours(["gmail.com"])


def test_an_administrator_sets_them_on_the_page(administrator, client_of) -> None:
    browser = client_of(administrator)
    fields = {"name": "Oakfield", "timezone": "UTC", "country": "", "members_see": "all"}
    answer = browser.post("/organisation/", fields | {"domains": "web.de"})
    assert answer.status_code == 422
    assert "Everybody may have an address at web.de" in answer.content.decode()
    browser.post("/organisation/", fields | {"domains": "oakfield.example, Oak.example"})
    assert Organisation.get().domains == ["oak.example", "oakfield.example"]
    assert "oak.example, oakfield.example" in browser.get("/organisation/").content.decode()


def test_the_command_shows_and_sets_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["organisation", "--domains", "oakfield.example", "--country", "se", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["domains"], found["country"]) == (["oakfield.example"], "SE")
    assert Audit.objects.get().act == "organisation.change"
    assert main(["organisation", "--domains", "gmail.com"]) == 1
    assert "cannot be yours alone" in capsys.readouterr().err


def test_a_sharp_s_stays_one_as_dns_has_it() -> None:
    assert domains.ours(["straße.example"]) == ["xn--strae-oqa.example"]
