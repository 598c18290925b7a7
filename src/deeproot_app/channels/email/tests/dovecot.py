"""A real mail server for tests: Dovecot on free ports of the loopback, with a certificate of its own, gone afterwards.

Mails are put into its mailboxes as files (Maildir), as a delivery agent does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from deeproot_app.base.tests.postgres import free_port
from deeproot_app.channels.email.imap import Account

PASSWORD: Final = 'a b\\c"d'
UNPRIVILEGED: Final = ("nobody", "nogroup")
CONFIGURATION: Final = """
base_dir = {place}/run
state_dir = {place}/lib
log_path = {place}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{place}/certificate.pem
ssl_key = <{place}/key.pem
maildir_very_dirty_syncs = no
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 0
mail_location = maildir:{place}/mail/%n
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {place}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={place}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Archiv {{
    auto = create
  }}
}}
"""


class NoServer(Exception):
    """There is no Dovecot on this machine."""


@dataclass
class Server:
    """A running Dovecot."""

    place: Path
    port: int
    tls: int
    authority: str
    """Its certificate, which it signed itself."""
    _validity: int = 2_000_000_000
    _delivered: int = 0

    def account(self, user: str, **changed: Any) -> Account:
        """How to log in to that user's mailbox."""
        told: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": "none"}
        return Account(user=user, secret=PASSWORD, **(told | changed))

    def fresh(self, user: str) -> None:
        """Empty that user's mailbox."""
        shutil.rmtree(self.place / "mail" / user, ignore_errors=True)

    def deliver(self, user: str, mails: Iterable[bytes], folder: str = "INBOX", first: datetime | None = None) -> int:
        """Put mails into a folder, a minute between one and the next; how many."""
        into = self._folder(user, folder)
        start = first or datetime(2026, 3, 2, 8, tzinfo=UTC)
        count = 0
        for raw in mails:
            self._delivered += 1
            path = into / "new" / f"{self._delivered:08}.made.here"
            path.write_bytes(raw)
            at = (start + timedelta(minutes=count)).timestamp()
            os.utime(path, (at, at))
            count += 1
        self._give(into)
        return count

    def anew(self, user: str, folder: str = "INBOX") -> None:
        """Have the folder get another UIDVALIDITY, as after a restore of the server."""
        program = shutil.which("doveadm") or "/usr/bin/doveadm"
        command = [program, "-c", str(self.place / "dovecot.conf"), "mailbox", "update", "--uid-validity"]
        self._validity += 1
        subprocess.run([*command, str(self._validity), "-u", user, folder], check=True, capture_output=True, **who())

    def delete(self, user: str, number: int, folder: str = "INBOX") -> None:
        """Delete a mail at the source, by its place."""
        into = self._folder(user, folder)
        sorted(path for sub in ("cur", "new") for path in (into / sub).iterdir())[number].unlink()

    def _folder(self, user: str, folder: str) -> Path:
        into = self.place / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        for name in ("cur", "new", "tmp"):
            (into / name).mkdir(parents=True, exist_ok=True)
        return into

    def _give(self, into: Path) -> None:
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", ":".join(UNPRIVILEGED), str(self.place / "mail")], check=True)


def who() -> dict[str, Any]:
    """As whom the server runs: never as root."""
    return dict(zip(("user", "group"), UNPRIVILEGED, strict=True), extra_groups=[]) if os.geteuid() == 0 else {}


@contextmanager
def server() -> Iterator[Server]:
    """Start a server; stop it and remove its files. Every user may log in with PASSWORD. Raises NoServer."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise NoServer("No Dovecot here: install the package `dovecot-imapd` to run the tests of mailboxes.")
    place = Path(tempfile.mkdtemp(prefix="deeproot-dovecot-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        found = _prepared(place)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", ":".join(UNPRIVILEGED), str(place)], check=True)
        process = subprocess.Popen([program, "-F", "-c", str(place / "dovecot.conf")], cwd=place, **who())
        _wait(found.port, process, place / "log")
        yield found
    finally:
        if process:
            process.terminate()
            process.wait(timeout=20)
        shutil.rmtree(place, ignore_errors=True)


def _prepared(place: Path) -> Server:
    import getpass
    import grp

    place.chmod(0o755)
    for name in ("run", "lib", "mail"):
        (place / name).mkdir()
    certificate, key = certified("127.0.0.1", "localhost")
    (place / "certificate.pem").write_text(certificate)
    (place / "key.pem").write_text(key)
    names = ("ada", "ben", "cleo", "in")
    (place / "users").write_text("".join(f"{name}:{{PLAIN}}{PASSWORD}\n" for name in names))
    user, group = UNPRIVILEGED if os.geteuid() == 0 else (getpass.getuser(), grp.getgrgid(os.getgid()).gr_name)
    port, tls = free_port(), free_port()
    told = CONFIGURATION.format(place=place, user=user, group=group, port=port, tls=tls)
    (place / "dovecot.conf").write_text(told)
    return Server(place, port, tls, certificate)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > until:
            told = log.read_text()[-2000:] if log.exists() else "it says nothing"
            raise RuntimeError(f"Dovecot did not start: {told}")
        time.sleep(0.05)


def certified(*names: str, days: int = 30) -> tuple[str, str]:
    """A certificate for these names, signed by itself, and its key; both PEM. Expired with negative ``days``."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.now(UTC)
    kinds = [x509.IPAddress(ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(kinds), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), kept.decode()
