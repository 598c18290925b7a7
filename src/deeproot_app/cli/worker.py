"""The background work, in a process of its own."""

from __future__ import annotations

import argparse

from deeproot_app.cli import _threads
from deeproot_app.cli._tell import tell

SUMMARY = "do the background work (`serve` starts one by itself)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry-dead", action="store_true", help="give every job that was given up its attempts again")
    parser.add_argument("--until-done", action="store_true", help="stop when nothing is left to do now")
    parser.add_argument("--beside", type=int, metavar="PID", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    from deeproot_app.base.jobs import run_waiting, worker

    _threads.one_each()
    if args.retry_dead:
        retry_dead()
    from deeproot_app.loop import UNASKED

    if args.until_done:
        count = run_waiting(most=10**9, unasked=UNASKED)
        tell(f"Nothing is left to do; {count} jobs were run.")
        return 0
    if args.beside is None:
        tell("The worker is at work. Ctrl-C stops it, after the job at hand.")
    worker.run(UNASKED, beside=args.beside)
    return 0


def retry_dead() -> None:
    from deeproot_app.base.jobs import queue
    from deeproot_app.base.models import Job

    dead = list(Job.objects.filter(state=Job.State.DEAD))
    for job in dead:
        queue.retry(job)
    tell(f"{len(dead)} jobs are tried again.")
