"""Tests of mailboxes that are connected: logging in, choosing folders, and what goes wrong with either."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from pytest_django import Settings

from deeproot_app.channels.email.imap import Account, logged_in
from deeproot_app.channels.email.imap_folders import Found, chosen, folders
from deeproot_app.channels.email.imap_reading import Folder, Place
from deeproot_app.channels.email.line import Fault, is_here
from deeproot_app.channels.email.tests.dovecot import Server, certified
from deeproot_app.channels.email.tests.lying import Lies, server


def fault_of(account: Account) -> Fault:
    with pytest.raises(Fault) as raised, logged_in(account):
        pass
    assert account.secret not in raised.value.message
    return raised.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_it_logs_in_over_tls_starttls_and_plainly_on_this_machine(dovecot: Server, host: str, security: str) -> None:
    port = dovecot.tls if security == "tls" else dovecot.port
    account = dovecot.account("ada", host=host, port=port, security=security, authority=dovecot.authority)
    with logged_in(account) as client:
        assert [one.use for one in chosen(folders(client))] == ["sent", "inbox"]


def test_a_password_never_goes_unencrypted_to_another_machine() -> None:
    fault = fault_of(Account("mail.oakfield.example", "ada", "secret", security="none"))
    assert fault.lasting
    assert "without encryption" in fault.message
    assert [is_here(host) for host in ("localhost", "127.0.0.1", "[::1]", "::1", "127.evil.example")] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_a_server_of_the_inner_network_is_asked_only_where_the_operator_says_so(settings: Settings) -> None:
    settings.INNER_HOSTS = frozenset()
    fault = fault_of(Account("10.0.0.9", "ada", "secret"))
    assert fault.lasting
    assert "DEEPROOT_INNER_HOSTS" in fault.message


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused_and_told(dovecot: Server, security: str) -> None:
    port = dovecot.tls if security == "tls" else dovecot.port
    fault = fault_of(dovecot.account("ada", port=port, security=security))
    assert fault.lasting
    assert "certificate of 127.0.0.1" in fault.message
    assert "self-signed" in fault.message


def test_a_certificate_for_another_name_is_refused(dovecot: Server) -> None:
    authority = certified("mail.elsewhere.example")[0]
    account = dovecot.account("ada", port=dovecot.tls, security="tls", authority=authority)
    assert "not to be trusted" in fault_of(account).message
    assert Account.PORTS["tls"] == 993


def test_faults_are_told_in_sentences_that_say_how_to_mend_them(dovecot: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = taken.getsockname()[1]
        told = {
            "password": fault_of(Account("127.0.0.1", "ada", "wrong", dovecot.port, "none")),
            "nobody": fault_of(dovecot.account("nobody")),
            "host": fault_of(Account("no-such-host.invalid", "ada", "secret")),
            "port": fault_of(dovecot.account("ada", port=nowhere)),
            "no tls": fault_of(dovecot.account("ada", security="tls", authority=dovecot.authority)),
            "token": fault_of(dovecot.account("ada", by="oauth")),
            "authority": fault_of(dovecot.account("ada", security="tls", port=dovecot.tls, authority="no PEM")),
        }
    assert {name: one.lasting for name, one in told.items()} == {
        "password": True, "nobody": True, "host": False, "port": False, "no tls": True, "token": True,
        "authority": True,
    }  # fmt: skip
    assert "does not let ada in" in told["password"].message
    assert "app password" in told["password"].message
    assert "No server is known under the name 'no-such-host.invalid'" in told["host"].message
    assert "Nothing listens" in told["port"].message
    assert "STARTTLS (port 143)" in told["no tls"].message
    assert "PEM" in told["authority"].message


def test_a_server_without_starttls_gets_no_password() -> None:
    lies = Lies()
    with server(lies) as port:
        fault = fault_of(Account("127.0.0.1", "ada", "secret", port, "starttls"))
    assert "does not offer STARTTLS" in fault.message
    assert lies.asked == ["CAPABILITY "]


@pytest.mark.parametrize(
    ("answer", "lasting"), [("NO [UNAVAILABLE] later", False), ("NO [AUTHENTICATIONFAILED] no", True), ("BAD x", True)]
)
def test_a_server_that_cannot_just_now_is_no_wrong_password(answer: str, lasting: bool) -> None:
    with server(Lies(answer_to_login=answer)) as port:
        assert fault_of(Account("127.0.0.1", "ada", "secret", port, "none")).lasting is lasting


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("NO [AUTHENTICATIONFAILED] no", "does not let ada in: [AUTHENTICATIONFAILED] no. Check"),
        ("BAD what's that", "does not let ada in: what's that. Check"),
        ('BAD it\'s a "no"', 'does not let ada in: it\\\'s a "no". Check'),
        ("NO", "does not let ada in: NO. Check"),
        ("GARBAGE", "does not let ada in: GARBAGE. Check"),
    ],
)
def test_the_servers_words_are_told_without_the_names_that_the_program_gives_to_things(answer: str, told: str) -> None:
    with server(Lies(answer_to_login=answer)) as port:
        message = fault_of(Account("127.0.0.1", "ada", "secret", port, "none")).message
    assert told in message


def test_a_folder_that_cannot_be_opened_says_why_in_the_servers_words() -> None:
    with (
        server(Lies()) as port,
        pytest.raises(Fault, match=r"'Elsewhere' cannot be opened: \[NONEXISTENT\] no such mailbox\. If it was"),
        logged_in(Account("127.0.0.1", "ada", "secret", port, "none")) as client,
    ):
        list(Folder(client, "Elsewhere", Place()).lots())


def test_a_server_that_says_nothing_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deeproot_app.channels.email.imap.CONNECT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        fault = fault_of(Account("127.0.0.1", "ada", "secret", silent.getsockname()[1], "none"))
    assert not fault.lasting
    assert "does not answer in time" in fault.message


class Listing:
    """A server's list of folders."""

    def __init__(self, *listed: tuple[tuple[bytes, ...], bytes, str]) -> None:
        self._listed = list(listed)

    def list_folders(self) -> list[tuple[tuple[bytes, ...], bytes, str]]:
        return self._listed


def found(*listed: tuple[tuple[bytes, ...], bytes, str]) -> list[Found]:
    client: Any = Listing(*listed)
    return folders(client)


def test_folders_are_known_by_what_the_server_says_they_are_for() -> None:
    gmail = found(
        ((b"\\HasNoChildren",), b"/", "INBOX"),
        ((b"\\HasChildren", b"\\Noselect"), b"/", "[Gmail]"),
        ((b"\\All", b"\\HasNoChildren"), b"/", "[Gmail]/All Mail"),
        ((b"\\Sent", b"\\HasNoChildren"), b"/", "[Gmail]/Gesendet"),
        ((b"\\Junk",), b"/", "[Gmail]/Spam"),
        ((b"\\HasNoChildren",), b"/", "Sent"),
    )
    assert [one.name for one in chosen(gmail)] == ["INBOX", "[Gmail]/Gesendet"]
    assert [one.name for one in chosen(gmail, ["[gmail]/all mail"])] == [
        "INBOX",
        "[Gmail]/Gesendet",
        "[Gmail]/All Mail",
    ]


def test_where_the_server_does_not_say_it_names_do() -> None:
    old = found(
        ((), b".", "INBOX"), ((), b".", "INBOX.Sent Items"), ((), b".", "INBOX.Papierkorb"), ((), b".", "Kunden")
    )
    assert [one.use for one in old] == ["inbox", "sent", "trash", ""]
    assert [one.name for one in chosen(old, ["Kunden", ""])] == ["INBOX", "INBOX.Sent Items", "Kunden"]


@pytest.mark.parametrize("name", ["Junk", "Trash", "Drafts"])
def test_spam_drafts_and_what_was_thrown_away_are_never_read(name: str) -> None:
    with pytest.raises(Fault, match="is not read"):
        chosen(found(((), b"/", "INBOX"), ((), b"/", name)), [name])


def test_a_folder_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(Fault, match=r"no folder 'Kundn' in the mailbox. There are: INBOX, Kunden"):
        chosen(found(((), b"/", "INBOX"), ((), b"/", "Kunden")), ["Kundn"])
