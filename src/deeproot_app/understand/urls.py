"""The addresses of understanding."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.understand.risk import views

app_name = "understand"

urlpatterns: list[URLPattern | URLResolver] = [
    path("risk/", views.risk, name="risk"),
    path("risk/again/", views.again, name="risk_again"),
    path("risk/customers/<rowid:customer>/", views.of_one, name="risk_of"),
]
