"""Is all well?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

if TYPE_CHECKING:
    from deeproot_app.base.doctor import Finding

SUMMARY = "check that all is well, and say how to mend what is not"
NEEDS = "django"
SIGNS = {"ok": "ok     ", "warning": "look   ", "failed": "FAILED "}


def arguments(parser: argparse.ArgumentParser) -> None:
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 where a check failed, 0 where none did, warnings or not."""
    from deeproot_app.base import doctor

    doctor.check("the last turn")(last_turn)
    found = []
    for name, finding in doctor.examine():
        found.append({"check": name, "state": str(finding.state), "says": finding.says, "cure": finding.cure})
        if not args.json:
            answer(f"{SIGNS[finding.state]} {name}: {finding.says}")
            if finding.cure:
                answer(f"        -> {finding.cure}")
    sound = all(one["state"] != doctor.State.FAILED for one in found)
    if args.json:
        answer_json({"ok": sound, "checks": found})
    return 0 if sound else 1


def last_turn() -> Finding:
    """When the record was last understood: pages show what the last turn found."""
    from datetime import timedelta

    from deeproot_app.base import clock, doctor
    from deeproot_app.understand.models import Turn

    turn = Turn.objects.exclude(state=Turn.State.RUNNING).order_by("-id").first()
    if turn is None:
        return doctor.warning("There was none yet.", "`deeproot turn`, or a worker: it turns every few minutes.")
    if turn.state == Turn.State.FAILED:
        return doctor.failed(f"It failed: {turn.says[:300]}", "Mend the cause, then run `deeproot turn`.")
    says = f"As of {turn.as_of:%Y-%m-%d %H:%M} UTC, {turn.customers:,} customers."
    if clock.now() - turn.as_of > timedelta(hours=26):
        return doctor.warning(says, "It is more than a day old: see to the worker, or run `deeproot turn`.")
    return doctor.ok(says)
