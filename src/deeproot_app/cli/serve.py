"""The web application."""

from __future__ import annotations

import argparse
import socket
from contextlib import suppress

from deeproot_app.cli import _threads
from deeproot_app.cli._tell import answer, tell

SUMMARY = "serve the web application, with a worker beside it"
NEEDS = "django"
DEFAULT_PORT = 8000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the interface to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help=f"default: {DEFAULT_PORT}, or the next that is free")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="web processes (default: 2)")
    parser.add_argument("--no-worker", action="store_true", help="run `deeproot worker` elsewhere instead")
    parser.add_argument(
        "--sign-in-link", action="store_true", help="print a one-time sign-in link for an administrator"
    )


def run(args: argparse.Namespace) -> int:
    """Bring the tables up to date, gather the static files, listen; end with the server."""
    from deeproot_app.base import schema

    schema.make_ready(tell, upgrade=True)
    serve(args.host, args.port, processes=args.workers, worker=not args.no_worker, sign_in_link=args.sign_in_link)
    return 0


def serve(host: str, port: int | None, *, processes: int, worker: bool, sign_in_link: bool) -> None:
    """Serve until told to stop."""
    from deeproot_app.base import address, serving

    _threads.one_each()
    gather_static_files()
    port = free(host, port)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - recognised, not bound
    here = f"http://{bracketed(shown)}:{port}"
    address.note(here)
    background = serving.Background() if worker else None
    server = serving.Server(f"{bracketed(host)}:{port}", processes, background, lambda: announce(sign_in_link))
    server.run()


def announce(sign_in_link: bool) -> None:
    """Print where it is; and, for who has no way in, one."""
    from deeproot_app.base import address, links, people, welcome

    answer(f"Deeproot is at {address.of('/')}   (Ctrl-C stops it)")
    if welcome.needed():
        answer(f"There is nobody yet. Begin here, within a day:\n  {address.of(welcome.make())}")
    elif sign_in_link:
        path = links.make(people.first_administrator())
        answer(f"This signs an administrator in, once, within a day:\n  {address.of(path)}")


def free(host: str, wished: int | None) -> int:
    """The port to listen on: the wished one, or 8000, or the next that is free. Raises UserError where it is taken."""
    from deeproot_app.base.errors import UserError

    if wished is not None:
        if not is_free(host, wished):
            raise UserError(
                f"Port {wished} of {host} cannot be had; something else listens there. Choose another --port."
            )
        return wished
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 100):
        if is_free(host, port):
            if port != DEFAULT_PORT:
                tell(f"Port {DEFAULT_PORT} is taken; using {port}.")
            return port
    raise UserError(f"No port from {DEFAULT_PORT} to {DEFAULT_PORT + 99} of {host} is free. Choose one with --port.")


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def gather_static_files() -> None:
    """Collect them under hashed names, where one is new or has changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from deeproot_app.cli import version
    from deeproot_app.settings import HOME

    found = sorted(
        (path, storage.size(path), storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    fingerprint, mark = f"{version()} {hash_of(found)}", HOME / "static.made"
    if mark.exists() and mark.read_text(encoding="utf-8") == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(fingerprint, encoding="utf-8")


def hash_of(found: object) -> str:
    from hashlib import sha256

    return sha256(repr(found).encode()).hexdigest()
