"""The pages of tokens and webhooks, the reference, and the commands beside them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from deeproot_app import cli
from deeproot_app.api import scopes, tokens
from deeproot_app.api.models import Delivery, Endpoint, Token
from deeproot_app.api.rest import rate
from deeproot_app.api.tests.conftest import Program
from deeproot_app.api.webhooks import endpoints
from deeproot_app.base import access
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord

Browsers = Callable[[User | None], Client]
Programs = Callable[..., Program]


def made_token(page: bytes) -> str:
    found = re.search(rb"deeproot_[\w-]{43}", page)
    return found.group().decode() if found else ""


def test_a_token_is_shown_once_works_and_is_kept_as_a_hash(
    small_record: SmallRecord, member: User, client_of: Browsers
) -> None:
    browser = client_of(member)
    page = browser.post("/own/tokens/", {"name": "My notebook", "scopes": ["record:read"], "days": "30"})
    text = made_token(page.content)
    assert len(text) == len("deeproot_") + 43
    row = Token.objects.get()
    assert text not in str(Token.objects.values().get())
    assert (row.scopes, row.expires_at) == (["record:read"], AS_OF + timedelta(days=30))
    assert made_token(browser.get("/own/tokens/").content) == ""
    asks = Program(text)
    assert asks.get("customers").status_code == 200
    row.refresh_from_db()
    assert row.last_used_at == AS_OF
    assert "lacks the scope promises:read" in asks.get("promises").json()["detail"]
    assert asks.post("promises", {"customer_id": "c-birch", "text": "x"}).status_code == 403
    browser.post(f"/own/tokens/{row.pk}/revoke/")
    assert asks.get("customers").status_code == 401
    assert list(Audit.objects.filter(act__startswith="token").values_list("act", flat=True)) == [
        "token.add",
        "token.revoke",
    ]
    assert text not in str(list(Audit.objects.values()))


def test_unknown_expired_revoked_and_let_go_are_answered_alike(
    small_record: SmallRecord, member: User, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = program(member)
    answers = [Program("").get("customers"), Program("deeproot_" + "x" * 43).get("customers")]
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(days=91)).isoformat())
    answers.append(asks.get("customers"))
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    assert asks.get("customers").status_code == 200
    member.is_active = False
    member.save()
    answers.append(asks.get("customers"))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert all(answer["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_nobody_revokes_or_makes_tokens_of_another(member: User, stranger: User, client_of: Browsers) -> None:
    token, _ = tokens.make(access.COMMAND_LINE, member, "Ada's", ["read"])
    assert client_of(stranger).post(f"/own/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(access.NotAllowed):
        tokens.make(stranger, member, "x", ["read"])


def test_a_session_alone_opens_nothing_of_the_api(small_record: SmallRecord, member: User, client_of: Browsers) -> None:
    assert client_of(member).get("/api/v1/customers").status_code == 401
    assert client_of(member).post("/mcp", "{}", content_type="application/json").status_code == 401


def test_a_token_that_asks_too_often_is_told_when_to_come_again(
    small_record: SmallRecord, member: User, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(rate, "BUCKETS", rate.Buckets(60, 3, lambda: now[0]))
    asks = program(member)
    assert [asks.get("customers").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = asks.get("customers")
    assert refused["Retry-After"] == "1"
    assert program(member).get("customers").status_code == 200, "another token has its own"
    now[0] += 1
    assert asks.get("customers").status_code == 200


def test_a_token_writes_once_a_minute_when_it_was_used_and_costs_two_queries(
    small_record: SmallRecord, member: User, program: Programs, django_assert_num_queries: Callable[[int], object]
) -> None:
    asks = program(member)
    asks.get("customers")
    with django_assert_num_queries(4):  # the token, the organisation's rule, the last number, the rows
        assert asks.get("customers").status_code == 200


def test_pages_cost_the_same_however_many_rows_they_hold(
    small_record: SmallRecord, member: User, program: Programs, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    asks = program(member)
    asks.get("customers")
    for path in ("interactions?text=true", "promises", "contacts", "findings", "figures", "today"):
        with django_assert_max_num_queries(5):
            assert asks.client.get(f"/api/v1/{path}").status_code == 200


def test_scopes_span_what_they_say() -> None:
    assert scopes.holds(["read"], "promises:read")
    assert not scopes.holds(["read"], "promises:write")
    assert not scopes.holds(["promises:read"], "record:read")
    assert scopes.acts(["promises:write"]) == {"record.see", "promise.change"}
    assert scopes.checked(["write", "read", "read"]) == ["read", "write"]


def test_the_reference_shows_every_operation_and_who_asks(member: User, client_of: Browsers) -> None:
    page = client_of(member).get("/api/").content.decode()
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}".replace("'", "&#x27;") in page
    assert "Authorization: Bearer deeproot_" in page
    assert {"401", "403", "404", "422", "429"} <= set(document["paths"]["/api/v1/customers"]["get"]["responses"])


def test_an_endpoint_is_added_paused_rotated_and_its_message_sent_again(manager: User, client_of: Browsers) -> None:
    browser = client_of(manager)
    sent = {"name": "The warehouse", "address": "https://warehouse.example/h", "types": ["promise.overdue"]}
    page = browser.post("/webhooks/add/", sent).content.decode()
    (secret,) = re.findall(r"whsec_[\w+/=]{44}", page)
    endpoint = Endpoint.objects.get()
    where = f"/webhooks/{endpoint.pk}/"
    assert secret not in browser.get(where).content.decode()
    browser.post(f"{where}pause/")
    assert Endpoint.objects.get().state == "paused"
    browser.post(f"{where}resume/")
    rotated = browser.post(f"{where}rotate/").content.decode()
    assert secret not in rotated and "whsec_" in rotated
    browser.post(f"{where}test/")
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="given_up", attempts=10, status=500, response="<script>alert(1)</script>")
    shown = browser.get(where).content.decode()
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    browser.post(f"/webhooks/deliveries/{delivery.pk}/replay/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    Endpoint.objects.update(types=["promise.*"])
    assert browser.post(f"{where}change/", {"address": sent["address"], "types": ["promise.*"]}).status_code == 302
    refused = browser.post(f"{where}change/", {"address": "http://plain.example", "types": ["*"]})
    assert refused.status_code == 422 and "begins with https://" in refused.content.decode()
    browser.post(f"{where}remove/")
    assert not Endpoint.objects.exists()


def test_the_commands_make_list_and_revoke_tokens(
    small_record: SmallRecord, member: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["token", "add", member.email, "--name", "shop", "--scope", "record:read", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert Program(made["token"]).get("customers").status_code == 200
    assert cli.main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert "shop" in listed and made["token"] not in listed
    assert cli.main(["token", "revoke", str(made["number"])]) == 0
    assert Program(made["token"]).get("customers").status_code == 401
    assert cli.main(["token", "add", member.email, "--name", "x", "--scope", "nonsense"]) == 1
    assert "There is no scope 'nonsense'" in capsys.readouterr().err


def test_the_commands_add_list_and_remove_endpoints(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["webhooks", "add", "warehouse", "https://w.example/h?key=s3cret", "--event", "promise.*"]) == 0
    assert capsys.readouterr().out.startswith("whsec_")
    assert cli.main(["webhooks", "test", "warehouse"]) == 0
    assert cli.main(["webhooks", "deliveries", "warehouse", "--json"]) == 0
    (delivery,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert cli.main(["webhooks", "replay", str(delivery["number"])]) == 0
    assert cli.main(["webhooks", "list"]) == 0
    shown = capsys.readouterr().out
    assert "w.example" in shown and "s3cret" not in shown
    assert cli.main(["webhooks", "remove", "warehouse"]) == 0
    assert endpoints.Endpoint.objects.count() == 0


def test_neither_commands_nor_pages_load_what_only_programs_need(tmp_path: object) -> None:
    """ninja, mcp and httpx cost a second to import: only who asks for them pays."""
    code = (
        "import sys, django; django.setup(); from django.urls import resolve; resolve('/own/tokens/');"
        "from deeproot_app import loop; from deeproot_app.cli import overview; overview();"
        "print([n for n in ('ninja', 'mcp', 'httpx', 'icalendar', 'standardwebhooks') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.strip() == "[]"


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "deeproot_app.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
