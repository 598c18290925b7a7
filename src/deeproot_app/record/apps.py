from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "deeproot_app.record"
    label = "deeproot_record"
    verbose_name = "Record"
