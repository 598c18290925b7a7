"""The web server, with the background worker beside it: one comes and goes with the other."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

WSGIApplication = Callable[[dict[str, Any], Any], Any]
SETTLED = 30.0
"""A worker that ran for so many seconds had begun well: its restart need not wait."""


class Background:
    """The worker process beside the server; started anew where it ends by itself."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.falls = 0

    def keep(self) -> None:
        """Start the worker where none runs; one that keeps falling is started ever less often."""
        if self.process and self.process.poll() is None:
            return
        ran = time.monotonic() - self.started_at
        if self.process:
            self.falls = 0 if ran > SETTLED else self.falls
            if ran < min(2**self.falls, 60):
                return
            self.falls += 1
        command = [sys.executable, "-m", "deeproot_app.cli", "worker", "--beside", str(os.getpid())]
        self.process = subprocess.Popen(command)  # noqa: S603 - our own command, from no input
        self.started_at = time.monotonic()

    def stop(self, patience: float = 20) -> None:
        """Let the worker end its job, for so many seconds."""
        if not self.process or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Process(ThreadWorker):  # type: ignore[misc]
    """A web process that ends at once when its requests are answered, leaving nothing to be taken apart.

    Python would take its own parts down while threads of DuckDB and Arrow, which answered the last pages, still run:
    one that asks for the interpreter then ends the process with SIGABRT or SIGSEGV, now and then.
    """

    def run(self) -> None:
        try:
            super().run()
        except SystemExit as told:
            leave(told.code if isinstance(told.code, int) else 0, self.tpool)
        leave(0, self.tpool)


def leave(code: int, threads: ThreadPoolExecutor) -> None:
    """End this process: when its requests are answered, unless something is wrong with it."""
    threads.shutdown(wait=code == 0, cancel_futures=True)
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


class House(Arbiter):  # type: ignore[misc]
    """Gunicorn's first process, which also looks after the worker, once a second."""

    def manage_workers(self) -> None:
        super().manage_workers()
        if background := self.app.background:
            background.keep()


FORBIDDEN: Final = {"vl_convert"}
"""What must not be begun in the first process: its threads do not live on in those that are forked from it."""
UNREAD: Final = ("408 ", "411 ", "413 ")
"""How the statuses begin of answers that are given before a body has been read to its end."""
DRAINED: Final = 64 << 10
"""Bytes of a body that Gunicorn reads to its end by itself, where nobody has; of a longer one it closes the line."""


def closing(application: WSGIApplication) -> WSGIApplication:
    """Say ``Connection: close`` where a body is refused: what comes next on the line is no request (RFC 9110, 15.5.14).

    Gunicorn says what becomes of the line, and passes over what an application says of it.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, *more: Any) -> Any:
            if status.startswith(UNREAD) or (status.startswith("4") and _length(environ) > DRAINED):
                start_response.__self__.force_close()
            return start_response(status, *more)

        return application(environ, start)

    return answer


def _length(environ: dict[str, Any]) -> int:
    given = str(environ.get("CONTENT_LENGTH") or "")
    return int(given) if given.isdecimal() else 0


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings; `ready` is called once it listens."""

    def __init__(self, bind: str, processes: int, background: Background | None, ready: Callable[[], None]) -> None:
        self.background = background
        self.options: dict[str, Any] = {
            "bind": bind,
            "workers": processes,
            "worker_class": Process,
            "threads": 8,
            "timeout": 120,
            "graceful_timeout": 20,
            "keepalive": 5,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "preload_app": True,  # one import for all processes, and their memory shared
            "loglevel": "warning",
            "proc_name": "deeproot",
            "control_socket_disable": True,
            "when_ready": lambda _: ready(),
            "on_exit": lambda _: background.stop() if background else None,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:  # older versions have no control socket to disable
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        from django.db import connections

        application = get_wsgi_application()
        if begun := FORBIDDEN & set(sys.modules):
            raise RuntimeError(
                f"{sorted(begun)} has threads of its own, which the web processes would wait for in vain"
            )
        connections.close_all()  # a connection must not be shared by the processes that are forked from here
        return closing(application)

    def run(self) -> None:
        House(self).run()
