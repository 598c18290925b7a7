"""Every address of the application. Each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("deeproot_app.base.account_urls")),
    path("", include("deeproot_app.base.urls")),
    path("import/", include("deeproot_app.record.urls")),
    path("connect/", include("deeproot_app.record.connect_urls")),
    path("same/", include("deeproot_app.record.same_urls")),
    path("mentions/", include("deeproot_app.record.mention_urls")),
    path("review/", include("deeproot_app.record.review_urls")),
    path("", include("deeproot_app.record.receive_urls")),
    path("", include("deeproot_app.plan.urls")),
    path("", include("deeproot_app.act.urls")),
    path("", include("deeproot_app.measure.urls")),
    path("", include("deeproot_app.api.urls")),
    path("", include("deeproot_app.understand.urls")),
    path("", include("deeproot_app.desk.urls")),
]
