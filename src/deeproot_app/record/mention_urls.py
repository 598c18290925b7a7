"""The addresses of mentions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import mentions

app_name = "mentions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", mentions.mentions, name="mentions"),
    path("<int:arrival>/", mentions.mention, name="mention"),
    path("<int:arrival>/theirs/", mentions.theirs, name="theirs"),
    path("<int:arrival>/aside/", mentions.aside, name="aside"),
    path("<int:arrival>/take-back/", mentions.take_back, name="take_back"),
]
