"""A conversation with a mail server: whatever it does, one knows whether the mail can have been taken."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.answers import Answer, answered
from deeproot_app.channels.email.sending.server import Server, check
from deeproot_app.channels.email.sending.smtp import Line, stuffed
from deeproot_app.channels.email.sending.tests.sink import Sink, serving

RAW = b"Message-ID: <1@oakfield.example>\r\nSubject: Hi\r\n\r\nDear Pat,\r\n.\r\n.. dots\r\nAda\r\n"
TAKEN_UNANSWERED = ("drop_dot", "hang", "garbage", "endless")


@pytest.fixture(autouse=True)
def inner(settings: Any) -> None:
    settings.INNER_HOSTS = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as found:
        yield found


def at(sink: Sink, **more: Any) -> Server:
    given = {"host": "127.0.0.1", "security": "none", "port": sink.port, "hello": "oakfield.example"}
    return Server(**(given | {"seconds": 20.0, "patience": 0.5 if more.pop("impatient", False) else 20.0} | more))


def handed(server: Server, recipient: str, line: Line | None = None) -> Answer:
    """A whole mail, by all its steps."""
    line = line or Line(server)
    if not line.open:
        line.connect()
    answer = line.envelope("ada@oakfield.example", recipient, len(RAW), key="abc")
    if answer.what == "sent":
        answer = line.content(RAW) if line.begin() else Answer("later")
    return line.finish() if answer.what == "sent" else answer


def test_a_mail_is_taken_as_it_was_written(sink: Sink) -> None:
    assert handed(at(sink), "ok-1@birch.example") == Answer("sent", "250 2.0.0", "taken")
    assert sink.taken[0]["raw"].encode() == RAW


def test_many_mails_go_in_one_conversation(sink: Sink) -> None:
    line = Line(at(sink))
    for number in range(5):
        assert handed(at(sink), f"ok-{number}@birch.example", line).what == "sent"
    assert (line.mails, len(sink.taken)) == (5, 5)
    line.end()
    assert not line.open


@pytest.mark.parametrize(
    ("mode", "what", "code"),
    [
        ("r4xx", "later", "451 4.7.1"), ("r5xx", "refused", "550 5.1.1"), ("r421", "slow_down", "421 4.7.0"),
        ("a4xx", "later", "451 4.3.0"), ("a5xx", "refused", "554 5.5.1"), ("a421", "slow_down", "421 4.3.2"),
        ("d4xx", "later", "451 4.3.0"), ("d5xx", "refused", "554 5.7.1"), ("d421", "slow_down", "421 4.3.2"),
        ("drop_rcpt", "later", ""), ("drop_data", "later", ""),
    ],
)  # fmt: skip
def test_what_was_not_taken_is_known_not_to_be(sink: Sink, mode: str, what: str, code: str) -> None:
    answer = handed(at(sink), f"{mode}-1@birch.example")
    assert (answer.what, answer.code) == (what, code)
    assert not sink.taken


def test_a_line_that_breaks_within_the_mail_is_never_thought_sent(sink: Sink) -> None:
    assert handed(at(sink), "drop_mid-1@birch.example").what in ("later", "uncertain")
    assert not sink.taken


@pytest.mark.parametrize("mode", TAKEN_UNANSWERED)
def test_an_answer_that_never_came_is_uncertain(sink: Sink, mode: str) -> None:
    line = Line(at(sink, impatient=mode == "hang"))
    assert handed(at(sink), f"{mode}-1@birch.example", line).what == "uncertain"
    assert len(sink.taken) == 1
    assert not line.open, "who answers so is not spoken to any further"


def test_after_a_refusal_the_conversation_goes_on(sink: Sink) -> None:
    line = Line(at(sink))
    handed(at(sink), "r5xx-1@birch.example", line)
    assert handed(at(sink), "ok-1@birch.example", line).what == "sent"


def test_a_mail_that_is_called_back_before_data_leaves_nothing(sink: Sink) -> None:
    line = Line(at(sink))
    line.connect()
    line.envelope("ada@oakfield.example", "ok-1@birch.example", 1)
    assert line.forget()
    assert handed(at(sink), "ok-2@birch.example", line).what == "sent"
    assert [row["to"] for row in sink.taken] == ["ok-2@birch.example"]


def test_a_server_that_takes_nothing_from_us_is_a_fault_not_a_refusal(sink: Sink) -> None:
    sink.takes_nothing_from = "ada@oakfield.example"
    with pytest.raises(Fault, match=r"takes no mail from ada@oakfield\.example: 550"):
        handed(at(sink), "ok-1@birch.example")


def test_addresses_of_other_alphabets_need_a_server_that_knows_them(sink: Sink) -> None:
    sink.extensions = ()
    line = Line(at(sink))
    line.connect()
    answer = line.envelope("ada@oakfield.example", "jörg@birch.example", 1, international=True)
    assert (answer.what, answer.code) == ("refused", "553 5.6.7")


@pytest.mark.parametrize("at_once", [True, False])
def test_the_line_is_encrypted_and_logged_in(authority: tuple[ssl.SSLContext, str], at_once: bool) -> None:
    context, certificate = authority
    with serving(Sink(context=context, at_once=at_once, log_in=("ada", "secret"))) as sink:
        how = {"security": "tls" if at_once else "starttls", "host": "localhost", "authority": certificate}
        assert handed(at(sink, **how, user="ada", secret="secret"), "ok-1@birch.example").what == "sent"
        with pytest.raises(Fault, match=r"does not let ada in: 535 5\.7\.8") as wrong:
            Line(at(sink, **how, user="ada", secret="guessed")).connect()
        assert wrong.value.lasting
        with pytest.raises(Fault, match="is not to be trusted"):
            Line(at(sink, **(how | {"authority": ""}))).connect()


def test_a_server_without_starttls_gets_no_password(sink: Sink) -> None:
    sink.log_in = ("ada", "secret")
    with pytest.raises(Fault, match="does not offer STARTTLS"):
        Line(at(sink, security="starttls", user="ada", secret="secret")).connect()


def test_a_server_that_is_not_there_is_a_passing_fault() -> None:
    with pytest.raises(Fault, match="Nothing listens for mail") as fault:
        Line(Server("127.0.0.1", security="none", port=1)).connect()
    assert not fault.value.lasting


def test_an_inner_network_is_not_called(settings: Any) -> None:
    settings.INNER_HOSTS = frozenset()
    with pytest.raises(Fault, match="DEEPROOT_INNER_HOSTS"):
        Line(Server("127.0.0.1", security="none", port=2525)).connect()


def test_settings_that_would_show_the_password_are_refused() -> None:
    wrong = check({"host": "smtp.example.com", "security": "none", "user": "ada"}, {})
    assert set(wrong) == {"security", "password"}
    assert set(check({"host": "smtp://x", "authority": "no pem"}, {})) == {"host", "authority"}


def test_every_line_ends_alike_and_no_dot_ends_the_mail() -> None:
    assert stuffed(b"a\n.\n..b\r\rc") == b"a\r\n..\r\n...b\r\n\r\nc\r\n"
    assert stuffed(b".first") == b"..first\r\n"


def test_classes_of_answers_are_those_of_the_standard() -> None:
    assert answered(250, "2.0.0 OK\x07 queued").says == "OK queued"
    assert answered(550, "5.1.1 unknown").gone
    assert not answered(550, "5.7.1 policy").gone
    assert answered(299, "x").what == "sent"
    assert answered(199, "x").what == answered(354, "x").what == "uncertain"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A server's context for `localhost`, and the certificate that vouches for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder: Path = tmp_path_factory.mktemp("tls")
    certificate = signed.public_bytes(serialization.Encoding.PEM)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "own.pem").write_bytes(certificate + key.private_bytes(serialization.Encoding.PEM, form, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return context, certificate.decode()
