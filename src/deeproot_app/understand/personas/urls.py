"""The addresses of personas; they stand among those of understanding."""

from __future__ import annotations

from django.urls import URLPattern, path

from deeproot_app.understand.personas import acts, views

urlpatterns: list[URLPattern] = [
    path("personas/", views.personas, name="personas"),
    path("personas/again/", acts.again, name="personas_again"),
    path("personas/suggested/<int:place>/take/", acts.take, name="persona_take"),
    path("personas/given/<int:given>/undo/", acts.undo, name="persona_undo"),
    path("personas/customers/<rowid:customer>/", acts.of_customer, name="persona_of"),
    path("personas/of/<rowid:persona>/", views.one, name="persona"),
    path("personas/of/<rowid:persona>/describe/", acts.describe, name="persona_describe"),
    path("personas/of/<rowid:persona>/versions/<int:number>/back/", acts.back, name="persona_back"),
]
