"""Use of your product, as tracking libraries made for Segment tell it, unmodified."""

from typing import Final

from deeproot_app.channels.segment.tell import tell as told
from deeproot_app.channels.shapes import Setting

NAME: Final = "Product tracking"
SAYS: Final = "use of your product, told by any tracking library made for Segment"
ADDRESS: Final = "/v1/"
SETTINGS: Final = (
    Setting(
        "customer",
        "Who your customer is",
        "Where organisations are, group calls name them and identify calls name their people. Where persons are, "
        "every identified user is a customer, and group calls are left aside.",
        kind="choice",
        choices=(("group", "the organisation (group calls)"), ("user", "the person (identify calls)")),
        default="group",
    ),
    Setting(
        "write_key",
        "Write key",
        "What your product gives its tracking library as the write key.",
        kind="secret",
        required=False,
        made="wk_",
    ),
)

__all__ = ["ADDRESS", "NAME", "SAYS", "SETTINGS", "told"]
