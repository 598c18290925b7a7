"""The addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.desk.views import customer, customers

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", customers.customers, name="customers"),
    path("customers/views/", customers.save_view, name="save_view"),
    path("customers/views/<int:view>/delete/", customers.delete_view, name="delete_view"),
    path("customers/<rowid:customer>/", customer.story, name="customer"),
    path("customers/<rowid:customer>/about/", customer.about, name="about"),
]
