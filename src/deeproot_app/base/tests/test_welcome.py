import pytest
from django.test import Client

from deeproot_app.base import welcome
from deeproot_app.base.models import Audit, Organisation, User

pytestmark = pytest.mark.django_db
GIVEN = {"email": "Ida@oakfield.example", "name": "Ida", "organisation": "Oakfield", "timezone": "Europe/Oslo"}


def test_the_first_visitor_becomes_administrator_and_is_asked_for_a_password() -> None:
    browser = Client()
    path = welcome.make()
    assert browser.get(path).status_code == 200
    assert User.objects.count() == 0
    answer = browser.post(path, GIVEN)
    assert answer["Location"] == "/account/password/set/"
    user = User.objects.get()
    assert (user.email, user.role) == ("ida@oakfield.example", "administrator")
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert (Organisation.get().name, Organisation.get().timezone) == ("Oakfield", "Europe/Oslo")
    assert list(Audit.objects.values_list("act", flat=True)) == ["user.add", "sign_in"]


def test_once_there_is_somebody_the_link_is_dead(viewer: User) -> None:
    path = welcome.make()
    assert Client().get(path).status_code == Client().post(path, GIVEN).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize("path", ["/welcome/guess/", "/welcome/ImZpcnN0Ig:1xUzGd:oKVhQS/"])
def test_a_guess_is_no_way_in(path: str) -> None:
    assert Client().post(path, GIVEN).status_code == 410
    assert User.objects.count() == 0


def test_it_lasts_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "SECONDS", -1)
    assert Client().post(welcome.make(), GIVEN).status_code == 410


def test_what_is_no_address_is_said_on_the_form() -> None:
    page = Client().post(welcome.make(), {**GIVEN, "email": "nonsense"})
    assert page.status_code == 422
    assert User.objects.count() == 0
