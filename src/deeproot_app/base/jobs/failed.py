"""Did the background work of a key come to nothing? What a page says, so that nobody waits for what will not come."""

from __future__ import annotations

from dataclasses import dataclass

from deeproot_app.base.models import Job

State = Job.State
LONGEST = 200


@dataclass(frozen=True)
class Failure:
    """Why the latest work came to nothing, and whether it is tried again by itself."""

    cause: str
    again: bool

    @property
    def says(self) -> str:
        """Two sentences."""
        after = "It is tried again by itself." if self.again else "It is not tried again by itself."
        return f"{self.cause.rstrip('.')}. {after}"


def failure(key: str) -> Failure | None:
    """Why the latest job of a key failed; None where it did not, is only waiting, or was done."""
    job = Job.objects.filter(key=key).order_by("-pk").first()
    if job is None or not job.says:
        return None
    if job.state == State.DEAD:
        return Failure(_short(job.says), again=False)
    tried = job.state == State.WAITING and 0 < job.attempts < job.max_attempts
    return Failure(_short(job.says), again=True) if tried else None


def _short(says: str) -> str:
    line = says.strip().splitlines()[0]
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
