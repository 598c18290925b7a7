"""Making all tables of an empty database in a fifth of the time.

For every model that a migration adds, and for every index, constraint and field, Django renders anew all models that
are related to it, and theirs: with ours, most of which know a customer, many thousand for some hundred and thirty
tables. A model that nobody knew before needs none of that, as a class that is newly defined does not; nor do others
change when one of them gets something more. An older database is upgraded as Django does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from django.db.migrations.state import ModelState, ProjectState

ADDING: Final = ("add_index", "add_constraint", "add_field")


@contextmanager
def each_rendered_alone() -> Iterator[None]:
    """Within it, a model that a migration adds, or adds something to, is rendered, and no other for its sake."""
    as_django_does = {name: getattr(ProjectState, name) for name in ("add_model", *ADDING)}
    ProjectState.add_model = _add_model  # type: ignore[method-assign]
    for name in ADDING:
        setattr(ProjectState, name, _rendering_it_alone(as_django_does[name]))
    try:
        yield
    finally:
        for name, method in as_django_does.items():
            setattr(ProjectState, name, method)


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if getattr(self, "_relations", None) is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # to ask for it would render all
        self.apps.render_multiple([model_state])


def _rendering_it_alone(add: Callable[..., None]) -> Callable[..., None]:
    def added(self: ProjectState, *given: Any, **more: Any) -> None:
        self.reload_model = partial(_render_again, self)  # type: ignore[method-assign]
        try:
            add(self, *given, **more)
        finally:
            del self.reload_model

    return added


def _render_again(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in self.__dict__:
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
