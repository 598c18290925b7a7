"""What every room stands on: people and their roles, the audit trail, the organisation, background jobs."""

from deeproot_app.base.models.audit import Audit
from deeproot_app.base.models.job import Due, Job, Worker
from deeproot_app.base.models.keeping import KeepingTerm
from deeproot_app.base.models.organisation import Organisation
from deeproot_app.base.models.user import SignInLink, User

__all__ = ["Audit", "Due", "Job", "KeepingTerm", "Organisation", "SignInLink", "User", "Worker"]
