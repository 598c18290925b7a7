"""The addresses of the journey; they stand among those of understanding."""

from __future__ import annotations

from django.urls import URLPattern, path

from deeproot_app.understand.journey import acts, views, walk_views

urlpatterns: list[URLPattern] = [
    path("journey/", views.maps, name="maps"),
    path("journey/<int:number>/", views.one, name="map"),
    path("journey/<int:number>/touchpoints/<slug:key>/", acts.touchpoint, name="touchpoint"),
    path("journey/<int:number>/arrange/", acts.arrange, name="map_arrange"),
    path("journey/<int:number>/behind/<int:node>/", views.behind, name="map_behind"),
    path("journey/<int:number>/versions/", views.versions, name="map_versions"),
    path("journey/<int:number>/versions/<int:version>/back/", acts.back, name="map_back"),
    path("journey/<int:number>/before/", views.beside, name="map_beside"),
    path("journey/<int:number>/poster.<str:kind>", views.printed, name="map_poster"),
    path("journey/<int:number>/again/", acts.again, name="map_again"),
    path("journey/<int:number>/remove/", acts.remove, name="map_remove"),
    path("journey/<int:number>/return/", acts.bring_back, name="map_return"),
    path("journey/<int:number>/ideas/", acts.idea, name="map_idea"),
    path("journey/ideas/<int:idea>/", acts.change_idea, name="idea"),
    path("journey/<int:number>/walk/", walk_views.begin, name="walk_begin"),
    path("journey/walks/<int:walk>/", walk_views.walk, name="walk"),
    path("journey/walks/<int:walk>/steps/<int:place>/", walk_views.step, name="walk_step"),
    path("journey/walks/<int:walk>/end/", walk_views.end, name="walk_end"),
    path("journey/walks/pictures/<int:picture>/", walk_views.picture, name="walk_picture"),
    path("journey/walks/pictures/<int:picture>/drop/", walk_views.drop_picture, name="walk_picture_drop"),
]
