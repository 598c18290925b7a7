from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "deeproot_app.desk"
    label = "deeproot_desk"
    verbose_name = "Desk"
