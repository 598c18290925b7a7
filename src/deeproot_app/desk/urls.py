"""The addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.desk.views import consent, customer, customers, mail, mirror, promises, today

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("today/<str:key>/", today.item, name="item"),
    path("today/<str:key>/done/", today.done, name="item_done"),
    path("today/<str:key>/snooze/", today.snooze, name="item_snooze"),
    path("today/<str:key>/hand-over/", today.hand_over, name="item_hand_over"),
    path("today/<str:key>/dismiss/", today.dismiss, name="item_dismiss"),
    path("today/decisions/<int:decision>/undo/", today.undo, name="item_undo"),
    path("customers/", customers.customers, name="customers"),
    path("customers/views/", customers.save_view, name="save_view"),
    path("customers/views/<int:view>/delete/", customers.delete_view, name="delete_view"),
    path("customers/<rowid:customer>/", customer.story, name="customer"),
    path("customers/<rowid:customer>/figures/", customer.figures, name="figures"),
    path("customers/<rowid:customer>/figures/<slug:measure>/", customer.figure, name="figure"),
    path("customers/<rowid:customer>/letter/", customer.letter, name="letter"),
    path("customers/<rowid:customer>/about/", customer.about, name="about"),
    path("customers/<rowid:customer>/consent/", consent.consent, name="consent"),
    path("customers/<rowid:customer>/mails/<rowid:interaction>/", mail.mail, name="mail"),
    path("customers/<rowid:customer>/mails/<rowid:interaction>/<int:place>/", mail.attachment, name="attachment"),
    path("mirror/", mirror.mirror, name="mirror"),
    path("mirror/scenarios/<slug:scenario>/", mirror.scenario, name="mirror_scenario"),
    path("mirror/<slug:measure>/", mirror.measure, name="mirror_measure"),
    path("promises/", promises.promises, name="promises"),
    path("promises/add/", promises.add, name="promise_add"),
    path("promises/<rowid:promise>/hold/", promises.hold, name="promise_hold"),
    path("promises/<rowid:promise>/keep/", promises.keep, name="promise_keep"),
    path("promises/<rowid:promise>/withdraw/", promises.withdraw, name="promise_withdraw"),
    path("promises/changes/<int:change>/undo/", promises.undo, name="promise_undo"),
]
