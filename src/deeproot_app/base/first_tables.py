"""Making all tables of an empty database in half the time.

For every model that a migration adds, Django renders anew all models that are related to it, and theirs: with ours,
most of which know a customer, thirteen thousand for some hundred and thirty tables. A model that nobody knew before
needs none of that, as a class that is newly defined does not. An older database is upgraded as Django does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def each_rendered_alone() -> Iterator[None]:
    """Within it, a model that a migration adds is rendered, and no other for its sake."""
    as_django_does = ProjectState.add_model
    ProjectState.add_model = _add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = as_django_does  # type: ignore[method-assign]


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if getattr(self, "_relations", None) is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # to ask for it would render all
        self.apps.render_multiple([model_state])
