"""The addresses of planning."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.plan.views import capacity, library, library_acts, policy, preferences

app_name = "plan"

urlpatterns: list[URLPattern | URLResolver] = [
    path("library/", library.library, name="library"),
    path("library/unserved/", library.nothing_serves, name="unserved"),
    path("library/add/", library_acts.add, name="library_add"),
    path("library/files/<int:edition>/", library_acts.file, name="library_file"),
    path("library/changes/<int:change_id>/undo/", library_acts.undo, name="library_undo"),
    path("library/shared/<str:token>/", library_acts.shared_file, name="shared"),
    path("library/one/<rowid:resource>/", library.resource, name="resource"),
    path("library/one/<rowid:resource>/edit/", library_acts.edit, name="library_edit"),
    path("library/one/<rowid:resource>/version/", library_acts.edition, name="library_edition"),
    path("library/one/<rowid:resource>/state/", library_acts.state, name="library_state"),
    path("policy/", policy.policy, name="policy"),
    path("preferences/<str:token>/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("capacity/", capacity.change, name="capacity"),
]
