"""A step that is to be done for a customer, and the word of what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from deeproot.plan.programme.steps import Step
from deeproot_app.act.models import Deed, Enrolment


@dataclass(frozen=True, slots=True)
class Todo:
    """One step that is to be done for one customer."""

    enrolment: Enrolment
    step: Step
    place: int
    by: str
    """Who said yes to it; empty where nobody was asked."""

    def deed(self, at: datetime, result: str = Deed.Result.DONE, **more: object) -> Deed:
        """The word that it was done, or why not."""
        told = {"place": self.place, "step": self.step.id, "do": self.step.do, "at": at, "by": self.by}
        return Deed(enrolment=self.enrolment, result=result, **told, **more)
