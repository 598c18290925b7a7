"""A process of its own that fetches a mailbox into a home of its own and reads it: to be killed, or measured.

`python -m deeproot_app.record.mailboxes.tests.fetching HOME_READY | PORT USER...`
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def process(home: Path, *words: str, inner: str = "127.0.0.1", **more: Any) -> subprocess.Popen[bytes]:
    """Start it: `make` makes the home and its people; a port and users fetch their mailboxes."""
    environment = {
        **os.environ,
        "DEEPROOT_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
        "DEEPROOT_INNER_HOSTS": inner,
    }
    command = [sys.executable, "-m", __name__, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def main(words: list[str]) -> None:
    import django

    django.setup()
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
