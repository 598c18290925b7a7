"""The addresses of the review of what was read."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import agreement, read_again, review, review_acts

app_name = "review"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", review.review, name="review"),
    path("agreement/", agreement.agreed, name="agreement"),
    path("again/", read_again.readers, name="again"),
    path("again/compare/", read_again.compare, name="compare"),
    path("again/read/", read_again.read, name="read_again"),
    path("<int:proposal>/", review.one, name="one"),
    path("<int:proposal>/confirm/", review_acts.confirm, name="confirm"),
    path("<int:proposal>/edit/", review_acts.edit, name="edit"),
    path("<int:proposal>/reject/", review_acts.reject, name="reject"),
    path("<int:proposal>/undo/", review_acts.undo, name="undo"),
    path("messages/<rowid:interaction>/label/", review_acts.label, name="label"),
]
