from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "deeproot_app.record"
    label = "deeproot_record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Tell base, which may not ask the record, who our own people are, and how much waits for a person's word."""
        from deeproot_app.base import members, navigation
        from deeproot_app.record.members import known
        from deeproot_app.record.review.queue import waiting

        members.source = known
        navigation.waiting["review:review"] = waiting
