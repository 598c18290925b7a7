"""Is all well?"""

from __future__ import annotations

import argparse

from deeproot_app.cli._arguments import takes_json
from deeproot_app.cli._tell import answer, answer_json

SUMMARY = "check that all is well, and say how to mend what is not"
NEEDS = "django"
SIGNS = {"ok": "ok     ", "warning": "look   ", "failed": "FAILED "}


def arguments(parser: argparse.ArgumentParser) -> None:
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 where a check failed, 0 where none did, warnings or not."""
    from deeproot_app.base import doctor

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
