"""The desk's pages, as a browser asks for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from deeproot.understand.experience import MEASURES
from deeproot.understand.scenarios import SCENARIOS
from deeproot_app import loop
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.desk.models import SavedView
from deeproot_app.desk.views.today import by_reason
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.models import Promise
from deeproot_app.understand.models import Figure, Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of")]


def text(client: Client, page: str, *args: str, query: str = "") -> str:
    answer = client.get(reverse(page, args=args) + query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_empty_pages_teach(administrator: User, client_of: Browser) -> None:
    client = client_of(administrator)
    assert "Today begins with your record" in text(client, "desk:today")
    assert "No customers yet" in text(client, "desk:customers")
    assert "The mirror is empty" in text(client, "desk:mirror")
    assert "No promises yet" in text(client, "desk:promises")


def test_today_still_teaches_when_a_turn_of_the_loop_found_an_empty_record(
    administrator: User, client_of: Browser
) -> None:
    loop.turn(AS_OF, tell=lambda *_: None)
    assert "Today begins with your record" in text(client_of(administrator), "desk:today")


def test_today_names_a_further_reason_once_with_its_number() -> None:
    alike = [Item(key=key, reason="complaint_went_silent") for key in ("first", "second", "third")]
    shown = by_reason([*alike, Item(key="last", reason="silence_too_long")])
    assert [(item.key, many) for item, many in shown] == [("first", 3), ("last", 1)]


def test_today_tells_why_and_what_to_do(understood: SmallRecord, member: User, client_of: Browser) -> None:
    page = text(client_of(member), "desk:today")
    assert "I will send you the corrected invoice" in page
    assert "Deliver it today" in page
    assert "Dune Travel" not in page, "Cleo's customer is not on Ada's list"


def test_an_item_is_handled_and_the_way_back_is_offered(
    understood: SmallRecord, member: User, client_of: Browser
) -> None:
    client, item = client_of(member), Item.objects.get(reason="promise_overdue")
    page = client.post(reverse("desk:item_done", args=[item.pk]), follow=True).content.decode()
    decision = Decision.objects.get(item=item)
    assert reverse("desk:item_undo", args=[decision.pk]) in page
    assert item.headline not in page
    page = client.post(reverse("desk:item_undo", args=[decision.pk]), follow=True).content.decode()
    assert "Deliver it today" in page


@pytest.mark.parametrize(
    ("act", "said", "answer"),
    [
        ("item_snooze", {"day": "2026-07-04"}, "Snoozed"),
        ("item_snooze", {"day": "then"}, "Choose the day"),
        ("item_snooze", {"day": "2026-06-01"}, "That moment has passed"),
        ("item_hand_over", {"to": "m-cleo"}, "Handed over"),
        ("item_hand_over", {"to": "m-nobody"}, "no such colleague"),
        ("item_dismiss", {"reason": "They called us."}, "Dismissed"),
        ("item_dismiss", {"reason": " "}, "Say in a few words"),
    ],
)
def test_every_act_answers_in_a_sentence(
    understood: SmallRecord, member: User, client_of: Browser, act: str, said: dict[str, str], answer: str
) -> None:
    item = Item.objects.get(reason="promise_overdue")
    page = client_of(member).post(reverse(f"desk:{act}", args=[item.pk]), said, follow=True)
    assert answer in page.content.decode()


def test_after_an_act_one_is_led_to_our_own_pages_only(
    understood: SmallRecord, member: User, client_of: Browser
) -> None:
    item = Item.objects.get(reason="promise_overdue")
    answer = client_of(member).post(reverse("desk:item_done", args=[item.pk]), {"back": "https://evil.example/"})
    assert answer.headers["Location"] == reverse("desk:today")


def test_the_list_is_searched_filtered_and_sorted(understood: SmallRecord, manager: User, client_of: Browser) -> None:
    client = client_of(manager)
    assert "Cedar Clinic" not in text(client, "desk:customers", query="?q=ovens")
    by_silence = text(client, "desk:customers", query="?sort=-current_silence_days")
    assert by_silence.index("Dune Travel") < by_silence.index("Cedar Clinic") < by_silence.index("Birch Bakery")
    bound = text(client, "desk:customers", query="?measure=current_silence_days&at_least=80&at_most=100")
    assert ("Cedar Clinic" in bound, "Dune Travel" in bound) == (True, False)
    assert "Birch Bakery" in text(client, "desk:customers", query="?sort=nonsense&persona=nobody-has-it&at_least=x")


def test_a_view_is_kept_replaced_and_forgotten_by_its_owner_alone(
    small_record: SmallRecord, member: User, stranger: User, client_of: Browser
) -> None:
    for query in ("sort=-value", "?q=birch&next=https://evil.example&sort=name"):
        client_of(member).post(reverse("desk:save_view"), {"name": "Mine", "query": query})
    view = SavedView.objects.get()
    assert view.query == "q=birch&sort=name"
    assert client_of(stranger).post(reverse("desk:delete_view", args=[view.pk])).status_code == 404
    client_of(member).post(reverse("desk:delete_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_every_figure_opens_to_its_evidence(understood: SmallRecord, viewer: User, client_of: Browser) -> None:
    client = client_of(viewer)
    for measure in MEASURES:
        page = text(client, "desk:figure", "c-birch", measure.id)
        figure = Figure.objects.get(customer="c-birch", measure=measure.id)
        shown = page.count('<p class="timeline-head">')
        assert shown == figure.n or measure.id.endswith("silence_days"), measure.id
    assert "Can the ovens be serviced" in text(client, "desk:figure", "c-birch", "unanswered")


def test_every_scenario_is_shown_with_what_to_do_instead(
    understood: SmallRecord, viewer: User, client_of: Browser
) -> None:
    for scenario in SCENARIOS:
        values = dict.fromkeys(scenario.thresholds, 7.0)
        Finding.objects.update_or_create(
            customer_id="c-birch", scenario=scenario.id,
            defaults={
                "values": values, "thresholds": dict(scenario.thresholds), "first_found_at": AS_OF, "as_of": AS_OF,
            },
        )  # fmt: skip
    page = text(client_of(viewer), "desk:figures", "c-birch")
    assert page.count("<strong>Instead:</strong>") == len(SCENARIOS)


def test_the_letter_opens_what_each_sentence_stands_on(
    understood: SmallRecord, viewer: User, client_of: Browser
) -> None:
    page = text(client_of(viewer), "desk:letter", "c-birch", query="?written=1")
    assert page.count('class="sentence"') >= 5
    assert reverse("desk:figure", args=["c-birch", "unanswered"]) in page


def test_the_mirror_shows_figures_scenarios_and_who(understood: SmallRecord, viewer: User, client_of: Browser) -> None:
    client = client_of(viewer)
    page = text(client, "desk:mirror")
    assert all(reverse("desk:mirror_measure", args=[measure.id]) in page for measure in MEASURES)
    for measure in MEASURES:
        text(client, "desk:mirror_measure", measure.id)
    for scenario in SCENARIOS:
        assert scenario.instead.split(",")[0] in text(client, "desk:mirror_scenario", scenario.id).replace(
            "&#x27;", "'"
        )


def test_a_promise_is_kept_withdrawn_and_taken_back(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    client = client_of(member)
    assert "corrected invoice" in text(client, "desk:promises")
    refused = client.post(reverse("desk:promise_withdraw", args=["pr-1"]), {"reason": ""}, follow=True)
    assert "Say why" in refused.content.decode()
    kept = client.post(reverse("desk:promise_keep", args=["pr-1"]), follow=True).content.decode()
    undo = next(word for word in kept.split('"') if word.startswith("/promises/changes/"))
    assert "corrected invoice" in text(client, "desk:promises", query="?state=kept_late")
    client.post(undo)
    assert Promise.objects.get(pk="pr-1").kept_at is None


PAGES = [
    ("desk:today", (), "?whose=all"), ("desk:customers", (), "?sort=-answer_hours"), ("desk:mirror", (), ""),
    ("desk:customer", ("c-birch",), ""), ("desk:figures", ("c-birch",), ""), ("desk:about", ("c-birch",), ""),
    ("desk:mirror_measure", ("answer_hours",), ""), ("desk:mirror_scenario", ("endless_loop",), ""),
    ("desk:promises", (), ""), ("desk:figure", ("c-birch", "answer_hours"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("page", "args", "query"), PAGES)
def test_a_page_takes_a_bounded_number_of_queries(
    understood: SmallRecord,
    manager: User,
    client_of: Browser,
    django_assert_max_num_queries: Callable[[int], object],
    page: str,
    args: tuple[str, ...],
    query: str,
) -> None:
    for number in range(30):
        Promise.objects.create(
            promise_id=f"more-{number}", customer_id="c-birch", made_in="mail:c-birch-11",
            made_at=AS_OF - timedelta(days=30 + number), due_at=AS_OF - timedelta(days=number), text="I will call you.",
        )  # fmt: skip
    client = client_of(manager)
    with django_assert_max_num_queries(28):  # type: ignore[attr-defined]
        text(client, page, *args, query=query)
