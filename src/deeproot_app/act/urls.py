"""The addresses of acting."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.act.views import call, calls, follow_up, scripts

app_name = "act"

urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", calls.calls, name="calls"),
    path("calls/add/", calls.add, name="call_add"),
    path("calls/begin/", calls.begin, name="call_begin"),
    path("calls/scripts/", scripts.scripts, name="scripts"),
    path("calls/scripts/add/", scripts.add, name="script_add"),
    path("calls/scripts/<int:script>/", scripts.one, name="script"),
    path("calls/scripts/<int:script>/throw-away/", scripts.throw_away, name="script_throw_away"),
    path("calls/attempts/<int:attempt>/undo/", call.undo, name="call_undo"),
    path("calls/<int:call>/", call.call, name="call"),
    path("calls/<int:call>/brief/", call.open_brief, name="call_brief"),
    path("calls/<int:call>/overrule/", call.overrule, name="call_overrule"),
    path("calls/<int:call>/keep/", call.keep, name="call_keep"),
    path("calls/<int:call>/log/", call.log, name="call_log"),
    path("calls/<int:call>/drop/", calls.drop, name="call_drop"),
    path("calls/<int:call>/put-back/", calls.put_back, name="call_put_back"),
    path("promises/<rowid:promise>/follow-up/", follow_up.follow_up, name="follow_up"),
    path("promises/<rowid:promise>/follow-up/deliver/", follow_up.deliver, name="follow_up_deliver"),
    path("promises/<rowid:promise>/follow-up/hold/", follow_up.hold, name="follow_up_hold"),
    path("promises/<rowid:promise>/follow-up/hand-over/", follow_up.hand_over, name="follow_up_hand_over"),
    path("promises/<rowid:promise>/follow-up/withdraw/", follow_up.withdraw, name="follow_up_withdraw"),
    path("promises/follow-up/changes/<int:change>/undo/", follow_up.undo, name="follow_up_undo"),
    path("own/morning/", follow_up.morning, name="morning"),
]
