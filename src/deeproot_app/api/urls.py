"""The addresses of the API's pages, and where programs ask."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern

from deeproot_app.api.views import calendar, reference, tokens, webhooks
from deeproot_app.api.views.agents import agents

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
    path("webhooks/", webhooks.listed, name="webhooks"),
    path("webhooks/add/", webhooks.add, name="webhook_add"),
    path("webhooks/<int:pk>/", webhooks.one, name="webhook"),
    path("webhooks/<int:pk>/change/", webhooks.change, name="webhook_change"),
    path("webhooks/<int:pk>/pause/", webhooks.pause, name="webhook_pause"),
    path("webhooks/<int:pk>/resume/", webhooks.resume, name="webhook_resume"),
    path("webhooks/<int:pk>/rotate/", webhooks.rotate, name="webhook_rotate"),
    path("webhooks/<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("webhooks/<int:pk>/remove/", webhooks.remove, name="webhook_remove"),
    path("webhooks/deliveries/<int:pk>/replay/", webhooks.replay, name="webhook_replay"),
    path("api/", reference.reference, name="reference"),
    path("mcp", agents, name="mcp"),
    REST,
]
