from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "deeproot_app.record"
    label = "deeproot_record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Tell base, which may not ask the record, who our own people are."""
        from deeproot_app.base import members
        from deeproot_app.record.members import known

        members.source = known
