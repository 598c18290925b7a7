"""The addresses of the API's pages, and where programs ask."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern

from deeproot_app.api.views import calendar, reference, tokens

app_name = "api"

REST = URLResolver(
    RoutePattern("api/v1/"), "deeproot_app.api.rest.urls", app_name="rest", namespace="rest"
)  # fmt: skip
"""By its module's name: ninja is loaded when the first of these addresses is asked for, by no page and no command."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("own/tokens/", tokens.tokens_page, name="tokens"),
    path("own/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("own/calendar/", calendar.make, name="calendar_make"),
    path("own/calendar/revoke/", calendar.revoke, name="calendar_revoke"),
    path("calendar/<str:signed>/promises.ics", calendar.feed, name="calendar"),
    path("api/", reference.reference, name="reference"),
    REST,
]
