"""What becomes of the desk's rows (`base.life`): views that people saved hold words they searched for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base.life import Life
from deeproot_app.desk import models

LIVES: Final[Mapping[type[Model], Life]] = {models.SavedView: Life()}
