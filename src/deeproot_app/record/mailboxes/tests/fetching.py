"""A process of its own that fetches a mailbox into a home of its own and reads it: to be killed, or measured.

`python -m deeproot_app.record.mailboxes.tests.fetching HOME_READY | PORT USER...`
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any


def process(
    home: Path, *words: str, inner: str = "127.0.0.1", env: Mapping[str, str] = MappingProxyType({}), **more: Any
) -> subprocess.Popen[bytes]:
    """Start it: `make` makes the home and its people; a port and users fetch their mailboxes."""
    environment = {
        **os.environ,
        "DEEPROOT_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
        "DEEPROOT_INNER_HOSTS": inner,
        **env,
    }
    command = [sys.executable, "-m", __name__, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def dies_after(statements: int, seconds: float) -> None:
    """Be gone so long after so many statements, however slow the machine, and with no time to clean up.

    Nothing handles SIGALRM here, so its default ends the process on the spot, as `kill -9` does.
    """
    from django.db import connection

    left = itertools.count(statements, -1)

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        if next(left) == 0:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        return execute(*arguments)

    connection.execute_wrappers.append(counted)


def main(words: list[str]) -> None:
    import django

    django.setup()
    if "DIES" in os.environ:
        statements, seconds = os.environ["DIES"].split()
        dies_after(int(statements), float(seconds))
    if words[0] == "make":
        from deeproot_app.base.schema import make_ready
        from deeproot_app.record.mailboxes.tests.made import people_of

        make_ready(lambda says: None)
        people_of()
        return
    from deeproot_app.channels.email import imap_reading
    from deeproot_app.channels.email.tests.dovecot import PASSWORD
    from deeproot_app.record.arrivals.reading import take_in
    from deeproot_app.record.mailboxes.fetch import fetch
    from deeproot_app.record.mailboxes.tests.made import connect
    from deeproot_app.record.models import Connection

    imap_reading.MAILS = int(os.environ.get("LOT", imap_reading.MAILS))
    for user in words[1:]:
        connection = Connection.objects.filter(slug=f"slug-{user}").first()
        connection = connection or connect(user, PASSWORD, {"port": int(words[0])})
        fetch(connection)
        take_in(connection.pk)


if __name__ == "__main__":
    main(sys.argv[1:])
