"""The addresses of connections."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import connect, connect_acts, quarantine

app_name = "connect"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", connect.connections, name="connections"),
    path("add/", connect.choose, name="choose"),
    path("add/<slug:channel>/", connect.add, name="add"),
    path("<int:number>/", connect.one, name="one"),
    path("<int:number>/progress/", connect.progress, name="progress"),
    path("<int:number>/change/", connect.change, name="change"),
    path("<int:number>/check/", connect_acts.check, name="check"),
    path("<int:number>/pause/", connect_acts.pause, name="pause"),
    path("<int:number>/resume/", connect_acts.resume, name="resume"),
    path("<int:number>/remove/", connect_acts.remove, name="remove"),
    path("<int:number>/retry/", connect_acts.retry, name="retry"),
    path("<int:number>/arrivals/<int:arrival>/", quarantine.arrival, name="arrival"),
    path("<int:number>/arrivals/<int:arrival>/raw/", quarantine.raw, name="raw"),
    path("<int:number>/arrivals/<int:arrival>/know/", connect_acts.know, name="know"),
    path("<int:number>/arrivals/<int:arrival>/retry/", connect_acts.retry_one, name="retry_one"),
]
