"""Loyalty, candidates, favours and referrals by the API: within the rights of whose token it is."""

from collections.abc import Callable
from datetime import datetime

from deeproot_app.act.ambassadors import referrals
from deeproot_app.act.ambassadors.referrals import Told
from deeproot_app.act.models import AmbassadorAsk
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.measure.loyalty import reckon

Programs = Callable[..., Program]


def test_loyalty_is_told_as_stored_and_of_one_as_it_is_now(
    small_record: SmallRecord, as_of: datetime, member: User, program: Programs
) -> None:
    praised = say(small_record.birch, None, 3, "in", "praise", "Well done", "You are wonderful.")
    reckon.bring_up_to_date(AS_OF)
    Organisation(pk=1, members_see="own").save()
    asks = program(member)
    assert [row["customer_id"] for row in asks.get("loyalty").json()["data"]] == ["c-birch", "c-cedar"]
    assert asks.get("loyalty", attitude="low").json()["data"][0]["customer_id"] == "c-cedar"
    found = asks.get("customers/c-birch/loyalty").json()
    fact = found["attitude"]["facts"][0]
    assert (fact["fact"], fact["n"], fact["evidence"]) == ("praise", 1, [praised.pk])
    assert [one["reason"] for one in found["moment"]["against"]] == ["overdue_promise"]
    assert asks.get("customers/c-dune/loyalty").status_code == 404
    assert asks.get("customers/c-birch/loyalty", as_of="2019-01-01T00:00:00Z").status_code == 422
    (candidate,) = asks.get("ambassadors").json()["data"]
    assert (candidate["customer_id"], candidate["reasons"][0]["fact"]) == ("c-birch", "praise")
    assert asks.get("ambassadors", now="true").json()["data"] == []


def test_favours_and_referrals_are_told_and_of_whom_one_may_not_see_only_that_they_came(
    small_record: SmallRecord, as_of: datetime, member: User, program: Programs
) -> None:
    referrals.refer(COMMAND_LINE, Told("c-birch", "c-dune", note="At the fair"))
    for name in ("birch", "dune"):
        AmbassadorAsk.objects.create(
            key=name, customer_id=f"c-{name}", favour="review", channel="call", asked_at=AS_OF, asked_by="x"
        )
    Organisation(pk=1, members_see="own").save()
    asks = program(member)
    (favour,) = asks.get("favours").json()["data"]
    assert (favour["customer_id"], favour["state"], favour["mail"]) == ("c-birch", "asked", None)
    (referral,) = asks.get("referrals", customer_id="c-birch").json()["data"]
    assert (referral["came"], referral["brought_id"], referral["name"]) == (True, None, None)
    assert asks.get("referrals", customer_id="c-dune").json()["data"] == []
