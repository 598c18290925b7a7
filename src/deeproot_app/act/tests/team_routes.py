"""The routes of everyone on board, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import OwnUse, OwnUsePicture, OwnUseVersion
from deeproot_app.act.team.reckon import bring_up_to_date
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF

NOBODYS = Sample(999_998, unknown=999_999)
USE = Sample(
    lambda: OwnUse.objects.get(withdrawn_at=None).pk,
    lambda: OwnUse.objects.exclude(withdrawn_at=None).get().pk,
    999_999,
)
PICTURE = Sample(
    lambda: OwnUsePicture.objects.get(use__withdrawn_at=None).pk,
    lambda: OwnUsePicture.objects.exclude(use__withdrawn_at=None).get().pk, 999_999,
)  # fmt: skip
REFUSED = frozenset({200, 302, 403})
"""Only whoever wrote an entry changes it: Ada did."""
OF_USE = Route("member", {"use": USE}, looks=False, answers=REFUSED)

ROUTES = {
    "act:team": Route("viewer", acts=False),
    "act:team_behind": Route("manager", acts=False),
    "act:team_invite": Route("manager", looks=False),
    "act:team_uninvite": Route("manager", looks=False),
    "act:team_decline": Route("viewer", {"invitation": NOBODYS}, looks=False, answers=frozenset({404})),
    "act:team_away": Route("viewer", looks=False),
    "act:team_away_remove": Route("viewer", {"absence": NOBODYS}, looks=False, answers=frozenset({404})),
    "act:first_weeks": Route("viewer", acts=False),
    "act:first_weeks_aside": Route("viewer", looks=False),
    "act:first_weeks_take_up": Route("member", looks=False),
    "act:letter_read": Route("member", {"customer": OWN_CUSTOMER}, looks=False),
    "act:own_product": Route("viewer", acts=False),
    "act:own_use_write": Route("member"),
    "act:own_use": Route("viewer", {"use": USE}, acts=False),
    "act:own_use_change": Route("member", {"use": USE}, answers=REFUSED),
    "act:own_use_withdraw": OF_USE,
    "act:own_use_idea": OF_USE,
    "act:own_use_picture": Route("viewer", {"picture": PICTURE}, acts=False),
    "act:own_use_picture_drop": Route("member", {"picture": PICTURE}, looks=False, answers=REFUSED),
}


def prepare() -> None:
    """An entry of Ada's and a withdrawn one of Cleo's, each with a picture; who takes part is reckoned."""
    for email, gone in (("ada@oakfield.example", None), ("cleo@oakfield.example", AS_OF)):
        by = User.objects.filter(email=email).first()
        use = OwnUse.objects.create(
            by=by, actor="x", used_on=AS_OF.date(), felt=-1, folded="x", made_at=AS_OF, withdrawn_at=gone
        )
        OwnUseVersion.objects.create(
            use=use, number=1, used_on=AS_OF.date(), tried="To cancel", felt=-1, at=AS_OF, actor="x"
        )
        OwnUsePicture.objects.create(use=use, name="a.png", type="image/png", data=b"\x89PNG", taken_at=AS_OF)
    bring_up_to_date(AS_OF)
