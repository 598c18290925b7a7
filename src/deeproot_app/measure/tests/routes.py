"""The routes of measuring, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from deeproot_app.act.models import Survey
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.measure.judged import programmes
from deeproot_app.record.models import Assignment, RecordSequence

SURVEY = Sample(lambda: Survey.objects.order_by("pk").first().pk, unknown=999_999)  # type: ignore[union-attr]

ROUTES = {
    "measure:proof": Route("viewer", acts=False),
    "measure:proof_of": Route("viewer", {"programme": Sample("visit", None, "no-such-programme")}, acts=False),
    "measure:retention": Route("viewer", acts=False),
    "measure:retention_customers": Route("viewer", acts=False),
    "measure:retention_reckon": Route("viewer", looks=False),
    "measure:value": Route("viewer", acts=False),
    "measure:loyalty": Route("viewer", acts=False),
    "measure:loyalty_of": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "measure:ambassadors": Route("viewer", acts=False),
    "measure:favours": Route("viewer", acts=False),
    "measure:referrals": Route("viewer", acts=False),
    "measure:report": Route("viewer", acts=False),
    "measure:uplift": Route("viewer", acts=False),
    "measure:uplift_of": Route("viewer", {"programme": Sample("visit", None, "no-such-programme")}, acts=False),
    "measure:surveys": Route("viewer", acts=False),
    "measure:survey": Route("viewer", {"survey": SURVEY}, acts=False),
    "measure:answers": Route("viewer", acts=False),
    "measure:answers_file": Route("manager", looks=False),
    "measure:never_asked": Route("viewer", acts=False),
}


def prepare() -> None:
    """A survey that nobody answered, and a programme that a customer was assigned to."""
    when = AS_OF - timedelta(days=2)
    with transaction.atomic():
        seq = RecordSequence.take(1)
        Assignment.objects.create(
            programme_id="visit", customer_id="c-birch", arm="treated", assigned_at=when, recorded_seq=seq
        )
    programmes.bring_up_to_date(AS_OF)
    Survey.objects.create(title="How do we do?", kind="nps", state="open", made_at=AS_OF, changed_at=AS_OF, made_by="x")
