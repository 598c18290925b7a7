from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "deeproot_app.record"
    label = "deeproot_record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Tell base, which may not ask the record, of our own people, of what waits for a person, and of our files."""
        from deeproot_app.base import members, navigation
        from deeproot_app.record.identity.pairs import many
        from deeproot_app.record.members import known
        from deeproot_app.record.review.queue import waiting
        from deeproot_app.record.snapshot import state  # noqa: F401 - registers the doctor's check

        members.source = known
        navigation.waiting["review:review"] = waiting
        navigation.waiting["same:same"] = many
