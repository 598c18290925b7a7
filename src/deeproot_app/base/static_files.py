"""Static files under names that change with their content, once `deeproot serve` has gathered them."""

from __future__ import annotations

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Gathered(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, compressed names where they were gathered; plain ones in tests and under development."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        if name in self.hashed_files:
            return str(super().url(name, force))
        return StaticFilesStorage.url(self, name)
