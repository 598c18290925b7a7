"""The addresses of acting."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "act"

urlpatterns: list[URLPattern | URLResolver] = []
