from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class UnderstandConfig(AppConfig):
    name = "deeproot_app.understand"
    label = "deeproot_understand"
    verbose_name = "Understand"

    def ready(self) -> None:
        """A command that starts often finds the SQL that another one wrote."""
        from deeproot import kept_sql

        kept_sql.keep_in(Path(settings.HOME) / "sql")
