from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from deeproot import kept_sql


class BaseConfig(AppConfig):
    name = "deeproot_app.base"
    label = "deeproot_base"
    verbose_name = "Base"

    def ready(self) -> None:
        from deeproot_app.base import accounts, checks, converters  # noqa: F401 - registers the doctor's checks

        kept_sql.keep_in(Path(settings.HOME) / "cache" / "sql")
        accounts.listen()
        converters.register()
