import os
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

        kept_sql.keep_in(kept_at(Path(settings.HOME)))


def kept_at(home: Path) -> Path:
    """Where SQL is kept: with its user's caches, for all their homes; in the home where there is no such place.

    It holds questions and nothing of any customer. The place is that of the XDG Base Directory Specification 0.8.
    """
    try:
        told = Path(os.environ.get("XDG_CACHE_HOME", ""))
        folder = (told if told.is_absolute() else Path.home() / ".cache") / "deeproot" / "sql"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):
        return home / "sql"
    return folder if os.access(folder, os.W_OK) else home / "sql"
