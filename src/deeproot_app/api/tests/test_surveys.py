"""What surveys say, by the API: the same as the pages say, within the rights of whose token it is."""

from collections.abc import Callable
from datetime import datetime, timedelta

from deeproot_app.act.models import Survey
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Interaction

Programs = Callable[..., Program]


def answered(customer: str, mark: int) -> None:
    Interaction.objects.create(
        interaction_id=f"tool:{customer}", customer_id=customer, channel="survey", direction="in", score=mark,
        score_kind="nps", happened_at=AS_OF - timedelta(days=3), recorded_seq=99,
    )  # fmt: skip


def test_results_and_answers_are_told_and_answers_only_of_ones_own(
    small_record: SmallRecord, as_of: datetime, member: User, program: Programs
) -> None:
    answered("c-birch", 2)
    answered("c-dune", 10)
    Organisation(pk=1, members_see="own").save()
    asks = program(member)
    (scale,) = asks.get("surveys/results").json()["scores"]
    assert (scale["scale"], scale["n"], scale["counts"], scale["estimates"]) == ("nps", 2, {"2": 1, "10": 1}, [])
    (row,) = asks.get("surveys/answers").json()["data"]
    assert (row["customer_id"], row["mark"], row["low"], row["reached"]) == ("c-birch", 2, True, False)
    assert asks.get("surveys/answers", marks="good").json()["data"] == []


def test_one_survey_is_told_and_one_that_is_not_there_is_not(as_of: datetime, viewer: User, program: Programs) -> None:
    made = Survey.objects.create(
        title="How do we do?", kind="nps", state="open", made_at=AS_OF, changed_at=AS_OF, made_by="x", opened_at=AS_OF
    )  # fmt: skip
    asks = program(viewer)
    assert [row["survey_id"] for row in asks.get("surveys").json()["data"]] == [made.pk]
    assert asks.get(f"surveys/{made.pk}").json()["title"] == "How do we do?"
    found = asks.get(f"surveys/{made.pk}/results", by="persona").json()
    assert (found["survey"]["survey_id"], found["scores"], found["response"]) == (made.pk, [], None)
    assert asks.get("surveys/99999").status_code == 404
    assert asks.get("surveys/99999999999999999999/results").status_code == 404
    assert asks.get("surveys/answers", survey_id=99999).status_code == 404
