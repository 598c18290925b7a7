"""The addresses of imports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import coverage, imports, one, own_mapping, together

app_name = "record"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", imports.imports, name="imports"),
    path("upload/", imports.upload, name="upload"),
    path("example/<slug:table>.csv", imports.example, name="example"),
    path("mappings/<int:mapping>/forget/", imports.forget_mapping, name="forget_mapping"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<rowid:source>/", coverage.source, name="source"),
    path("together/<slug:group>/", together.together, name="together"),
    path("together/<slug:group>/discard/", together.discard, name="discard_together"),
    path("<int:batch>/", one.import_, name="import"),
    path("<int:batch>/progress/", one.progress, name="progress"),
    path("<int:batch>/choose/", one.choose, name="choose"),
    path("<int:batch>/mapping/", own_mapping.own_mapping, name="own_mapping"),
    path("<int:batch>/start/", one.start, name="start"),
    path("<int:batch>/discard/", one.discard, name="discard"),
    path("<int:batch>/undo/", one.take_back, name="undo"),
    path("<int:batch>/refused.csv", one.refused, name="refused"),
]
