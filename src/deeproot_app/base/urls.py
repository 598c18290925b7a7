"""The addresses of base: signing in and out, and what design adds to them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.base.views.sign_in_link import sign_in_link
from deeproot_app.base.views.style import style
from deeproot_app.base.views.theme import theme

app_name = "base"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/<str:token>/", sign_in_link, name="sign_in_link"),
    path("theme/", theme, name="theme"),
    path("style/", style, name="style"),
]
