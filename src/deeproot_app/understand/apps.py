from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "deeproot_app.understand"
    label = "deeproot_understand"
    verbose_name = "Understand"
