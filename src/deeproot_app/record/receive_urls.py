"""The addresses that sources call: webhooks, and tracking libraries made for Segment."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import receive

app_name = "receive"

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/<slug:slug>/", receive.hook, name="hook"),
    path("v1/<slug:call>", receive.track, name="track"),
    path("v1/<slug:call>/", receive.track, name="track_slash"),
]
