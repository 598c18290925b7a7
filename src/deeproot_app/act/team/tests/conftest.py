"""A company large enough to be told of: seven of us, six in the north."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Member


@pytest.fixture
def crew(small_record: SmallRecord, as_of: object) -> list[User]:
    """Ada, Cleo of the south, and five more of the north; all of them joined a year ago."""
    made = []
    for place, name in enumerate(("ada", "cleo", "eli", "fay", "gus", "hal", "ivo")):
        Member.objects.get_or_create(
            member_id=f"m-{name}", defaults={"name": name.title(), "email": f"{name}@oakfield.example", "team": "north"}
        )
        role = User.Role.MANAGER if name == "ivo" else User.Role.MEMBER
        user = User.objects.create_user(f"{name}@oakfield.example", name=name.title(), role=role, member_id=f"m-{name}")
        made.append(user)
        assert user.pk == made[0].pk + place
    User.objects.update(date_joined=AS_OF - timedelta(days=365))
    for user in made:
        user.refresh_from_db()
    return made
