"""Scenes of promises, of what we believe, and of what the record does not hold."""

from __future__ import annotations

from datetime import timedelta

from deeproot.understand.tests.scenes import INSTANT, NOW, ago, belief, gap, promise, scene, touch

DAY = timedelta(days=1)

PROMISES = [
    scene("promises_due", "none was made", 0, n=0),
    scene("promises_due", "due in the window, at its end, not at its start", 2,
          promises=[promise(ago(10)), promise(NOW), promise(NOW + INSTANT), promise(ago(365), made_at=ago(400))]),
    scene("promises_due", "withdrawn is not due, unless only later", 1,
          promises=[promise(ago(10), withdrawn_at=ago(1)), promise(ago(9), withdrawn_at=NOW + DAY)]),
    scene("promises_due", "no due moment, no measure", 0, promises=[promise(None)]),
    scene("promises_due", "moved by a holding reply out of sight", 0, promises=[promise(ago(10), moved_to=NOW + DAY)]),
    scene("promises_due", "made after now", 0, promises=[promise(NOW, made_at=NOW + INSTANT)]),
    scene("promises_kept_share", "kept at the due moment is kept, just after is not", 0.5,
          promises=[promise(ago(10), ago(10)), promise(ago(10), ago(10) + INSTANT, promise_id="late")], n=2),
    scene("promises_kept_share", "a holding reply in time moves the moment", 1,
          promises=[promise(ago(10), ago(5), moved_to=ago(5))]),
    scene("promises_kept_share", "kept only after now is not kept", 0, promises=[promise(ago(10), NOW + INSTANT)]),
    scene("promises_kept_share", "nothing was due", None, n=0),
    scene("promise_delay_days", "days to kept, or to now", 6, promises=[promise(ago(10), ago(8)), promise(ago(10))],
          n=2),
    scene("promise_delay_days", "what was kept in time has no delay", None, promises=[promise(ago(10), ago(11))], n=0),
    scene("holding_loop", "the most replies to one promise", 3,
          promises=[promise(ago(10), holding=["a", "b", "c"], promise_id="loop"), promise(ago(9), holding=["d"])], n=2),
    scene("holding_loop", "none was put off", 0, promises=[promise(ago(10))]),
    scene("holding_loop", "made before the window", None, promises=[promise(ago(10), made_at=ago(365), holding=["a"])]),
    scene("holding_loop", "one without a due moment is in no measure", None, promises=[promise(None, holding=["a"])]),
    scene("early_share", "24 hours before is early, later is not", 0.5,
          promises=[promise(ago(10), ago(11)), promise(ago(10), ago(11) + INSTANT), promise(ago(10))], n=2),
    scene("early_share", "nothing was kept", None, promises=[promise(ago(10))], n=0),
    scene("promises_overdue", "due, neither kept nor withdrawn, however long ago", 2, promises=[
        promise(ago(500), made_at=ago(600)), promise(NOW), promise(NOW + INSTANT), promise(ago(5), ago(1)),
        promise(ago(5), withdrawn_at=ago(1)), promise(ago(5), moved_to=NOW + DAY)]),
]  # fmt: skip

BELIEFS = [
    scene("assumed_share", "nothing is held", None, n=0),
    scene("assumed_share", "without evidence it is assumed", 0.5,
          beliefs=[belief(ago(10), evidence=["mail:1"]), belief(ago(10), evidence=[])], n=2),
    scene("assumed_share", "not confirmed for more than 180 days", 0.5,
          beliefs=[belief(ago(180), evidence=["a"]), belief(ago(180) - INSTANT, evidence=["a"])]),
    scene("assumed_share", "confirmed since", 0, beliefs=[belief(ago(400), evidence=["a"], confirmed_at=ago(3))]),
    scene("assumed_share", "confirmed only after now", 1,
          beliefs=[belief(ago(400), evidence=["a"], confirmed_at=NOW + DAY)]),
    scene("assumed_share", "only what holds now", 1,
          beliefs=[belief(ago(9)), belief(ago(9), until=NOW, evidence=["a"]), belief(NOW + INSTANT, evidence=["a"])],
          n=1),
    scene("assumed_share", "of a persona, not of this customer", None,
          beliefs=[belief(ago(9), customer_id=None, persona="p")]),
]  # fmt: skip

GAPS = [
    scene("record_gap_days", "nothing is known of the source", None, touch(ago(1)), n=0),
    scene("record_gap_days", "all of it is there", 0, touch(ago(1)), coverage=[gap(ago(300), NOW, state="complete")],
          n=0),
    scene("record_gap_days", "a ledger that says unknown says nothing", None, touch(ago(1)),
          coverage=[gap(ago(300), NOW, state="unknown")]),
    scene("record_gap_days", "the days of a gap", 10, touch(ago(1)), coverage=[gap(ago(30), ago(20))], n=1),
    scene("record_gap_days", "cut to the window", 15, touch(ago(1)),
          coverage=[gap(ago(400), ago(355)), gap(ago(5), NOW + 9 * DAY)], n=2),
    scene("record_gap_days", "a gap before the window", 0, touch(ago(1)), coverage=[gap(ago(400), ago(365))], n=0),
    scene("record_gap_days", "of a source this customer does not use", None, touch(ago(1)),
          coverage=[gap(ago(30), ago(20), "calls")]),
    scene("record_gap_days", "used long ago is used", 10, touch(ago(900)), coverage=[gap(ago(30), ago(20))]),
    scene("record_gap_days", "an id without a colon is its own source", 10, touch(ago(1), interaction_id="mail"),
          coverage=[gap(ago(30), ago(20))]),
    scene("record_gap_days", "of two sources the union", 25,
          touch(ago(1)), touch(ago(1), interaction_id="calls:1"), coverage=[
              gap(ago(30), ago(20)), gap(ago(25), ago(15), "calls"), gap(ago(24), ago(22), "calls"),
          gap(ago(10), NOW)], n=4),
    scene("record_gap_days", "a gap that begins after now is not known", None, touch(ago(1)),
          coverage=[gap(NOW + INSTANT, NOW + DAY)]),
]  # fmt: skip
