from django.apps import AppConfig


class MeasureConfig(AppConfig):
    name = "deeproot_app.measure"
    label = "deeproot_measure"
    verbose_name = "Measure"
