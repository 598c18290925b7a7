from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "deeproot_app.act"
    label = "deeproot_act"
    verbose_name = "Act"
