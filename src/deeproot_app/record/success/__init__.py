"""The success plan that a customer and we share: where they want to get, how far they are, who does what by when.

What is marked as shared is theirs to see, and nothing else: `shared_with` gives that, and no word of ours beside it.
"""

from deeproot_app.record.success.plan import Plan, plan_of
from deeproot_app.record.success.shared import Shared, shared_with

__all__ = ["Plan", "Shared", "plan_of", "shared_with"]
