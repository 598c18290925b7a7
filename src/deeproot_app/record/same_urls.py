"""The addresses of who is the same as whom: pairs that wait, links, addresses of people."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.record.views import addresses, same, same_acts

app_name = "same"

PAIR = "<slug:kind>/<rowid:one>/<rowid:other>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", same.same, name="same"),
    path("of/<rowid:customer>/", same.find, name="find"),
    path("links/<rowid:link>/separate/", same_acts.separate, name="separate"),
    path("links/<rowid:link>/again/", same_acts.again, name="again"),
    path("addresses/of/<rowid:contact>/", addresses.add, name="address_add"),
    path("addresses/<int:identity>/remove/", addresses.remove, name="address_remove"),
    path("addresses/<int:identity>/move/", addresses.move, name="address_move"),
    path("addresses/changes/<int:change>/undo/", addresses.undo, name="address_undo"),
    path(PAIR, same.pair, name="pair"),
    path(f"{PAIR}merge/", same_acts.merge, name="merge"),
    path(f"{PAIR}different/", same_acts.different, name="different"),
    path(f"{PAIR}later/", same_acts.later, name="later"),
    path(f"{PAIR}wait/", same_acts.wait, name="wait"),
]
