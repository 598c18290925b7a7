"""What people say about promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import promises
from deeproot_app.record.models import Change, Customer, Promise


@pytest.fixture
def promise(small_record: SmallRecord) -> Promise:
    return Promise.objects.select_related("customer").get(customer=small_record.birch)


def test_a_kept_promise_is_kept_and_its_customer_changed(promise: Promise, member: User) -> None:
    before = promise.customer.changed_seq
    promises.keep(member, promise.pk)
    promise.refresh_from_db()
    assert promise.kept_at is not None
    assert promise.recorded_seq == Customer.objects.get(pk=promise.customer_id).changed_seq > before
    assert Audit.objects.get(act="promise.keep").about_id == promise.pk


def test_it_refuses_what_cannot_be(promise: Promise, member: User) -> None:
    with pytest.raises(UserError, match="before it was made"):
        promises.keep(member, promise.pk, promise.made_at - timedelta(days=1))
    with pytest.raises(UserError, match="Say why"):
        promises.withdraw(member, promise.pk, "  ")
    promises.withdraw(member, promise.pk, "The customer solved it alone.")
    with pytest.raises(UserError, match="settled already"):
        promises.keep(member, promise.pk)


def test_undoing_puts_back_what_stood_before(promise: Promise, member: User) -> None:
    change = promises.withdraw(member, promise.pk, "Asked for by mistake.")
    promises.undo(member, change.pk)
    promise.refresh_from_db()
    assert promise.withdrawn_at is None


def test_undoing_does_not_overwrite_a_later_decision(promise: Promise, member: User) -> None:
    first = promises.keep(member, promise.pk)
    promises.undo(member, first.pk)
    promises.withdraw(member, promise.pk, "No longer wanted.")
    with pytest.raises(UserError, match="changed again"):
        promises.undo(member, first.pk)


def test_a_viewer_may_not_and_a_stranger_finds_none(promise: Promise, viewer: User, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        promises.keep(viewer, promise.pk)
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    with pytest.raises(Http404):
        promises.keep(stranger, promise.pk)
    assert not Change.objects.exists()
