"""The addresses of acting."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from deeproot_app.act.views import (
    call,
    calls,
    follow_up,
    programme_acts,
    programmes,
    scripts,
    templates,
    write,
    writing_help,
)

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
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/add/", programmes.add, name="programme_add"),
    path("programmes/enrolments/<int:enrolment>/take-out/", programme_acts.take_out, name="programme_take_out"),
    path("programmes/<slug:programme>/", programmes.programme, name="programme"),
    path("programmes/<slug:programme>/change/", programmes.change, name="programme_change"),
    path("programmes/<slug:programme>/start/", programme_acts.start, name="programme_start"),
    path("programmes/<slug:programme>/pause/", programme_acts.pause, name="programme_pause"),
    path("programmes/<slug:programme>/stop/", programme_acts.stop, name="programme_stop"),
    path("programmes/<slug:programme>/throw-away/", programme_acts.throw_away, name="programme_throw_away"),
    path("programmes/<slug:programme>/simulate/", programme_acts.simulate, name="programme_simulate"),
    path("programmes/<slug:programme>/simulation/", programme_acts.simulation, name="simulation"),
    path("programmes/<slug:programme>/decide/", programme_acts.decide, name="programme_decide"),
    path("write/", write.write, name="write"),
    path("write/verdict/", write.verdict, name="write_verdict"),
    path("write/send/", write.send, name="write_send"),
    path("write/rewrite/", write.rewrite, name="write_rewrite"),
    path("write/<int:sending>/undo/", write.undo, name="write_undo"),
    path("write/templates/", templates.templates_list, name="templates"),
    path("write/templates/add/", templates.add, name="template_add"),
    path("write/templates/<int:template>/", templates.template, name="template"),
    path("write/templates/<int:template>/retire/", templates.retire, name="template_retire"),
    path("write/templates/<int:template>/back/", templates.go_back, name="template_back"),
    path("write/voice/", templates.voice, name="voice"),
    path("write/help/", writing_help.settings, name="writing_help"),
]
