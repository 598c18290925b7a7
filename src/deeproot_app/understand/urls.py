"""The addresses of understanding."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.understand.health import views as health
from deeproot_app.understand.journey.urls import urlpatterns as journey
from deeproot_app.understand.personas.urls import urlpatterns as personas
from deeproot_app.understand.risk import views

app_name = "understand"

urlpatterns: list[URLPattern | URLResolver] = [
    *journey,
    *personas,
    path("risk/", views.risk, name="risk"),
    path("risk/again/", views.again, name="risk_again"),
    path("risk/health/", health.health, name="health"),
    path("risk/health/right/", health.right, name="health_right"),
    path("risk/customers/<rowid:customer>/", views.of_one, name="risk_of"),
]
