from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "deeproot_app.api"
    label = "deeproot_api"
    verbose_name = "API"
