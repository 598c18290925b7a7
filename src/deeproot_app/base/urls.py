"""The addresses of base: signing in by a link, people, the trail, the organisation, one's own settings."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.base.views import people
from deeproot_app.base.views.audit import audit
from deeproot_app.base.views.keeping import terms as keeping
from deeproot_app.base.views.organisation import organisation
from deeproot_app.base.views.own import own, sign_out_everywhere
from deeproot_app.base.views.sign_in_link import sign_in_link
from deeproot_app.base.views.style import style
from deeproot_app.base.views.theme import theme
from deeproot_app.base.views.welcome import first_visit

app_name = "base"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/<str:token>/", sign_in_link, name="sign_in_link"),
    path("welcome/<str:token>/", first_visit, name="welcome"),
    path("people/", people.listed, name="people"),
    path("people/add/", people.add, name="people_add"),
    path("people/<int:pk>/", people.one, name="person"),
    path("people/<int:pk>/role/", people.change_role, name="person_role"),
    path("people/<int:pk>/member/", people.change_member, name="person_member"),
    path("people/<int:pk>/link/", people.new_link, name="person_link"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path("audit/", audit, name="audit"),
    path("organisation/", organisation, name="organisation"),
    path("organisation/keeping/", keeping, name="keeping"),
    path("own/", own, name="own"),
    path("own/sign-out-everywhere/", sign_out_everywhere, name="sign_out_everywhere"),
    path("theme/", theme, name="theme"),
    path("style/", style, name="style"),
]
