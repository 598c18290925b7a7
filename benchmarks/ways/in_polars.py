"""Polars, written as its documentation advises: lazy, streaming, integer keys, one scan for all, no Python by row."""

from __future__ import annotations

import polars as pl
from told import AS_OF, DAY, HOUR, WINDOW, asked, files, ready

folder, result, _ = asked()
c = pl.col
HEARD, GAP = ("in", "both"), 14 * DAY


def table(name: str) -> pl.LazyFrame:
    return pl.scan_parquet(files(folder, name), hive_partitioning=False)


def us(name: str) -> pl.Expr:
    return c(name).dt.epoch("us")


def everyone() -> pl.DataFrame:
    """A row a customer: its number ``c``, its moment ``t``, where its window and its first silence begin."""
    t = pl.min_horizontal(us("left_at").fill_null(AS_OF), pl.lit(AS_OF))
    who = table("customers").filter(us("since").fill_null(AS_OF) <= AS_OF)
    who = who.select("customer_id", t=t, start=t - WINDOW, since=us("since"))
    who = who.with_columns(s=pl.max_horizontal("start", c("since").fill_null(c("start"))))
    return who.drop("since").collect().with_row_index("c")


def known(who: pl.LazyFrame, name: str, moment: str) -> pl.LazyFrame:
    """The rows that are known at their customer's moment, with ``c``, ``t`` and ``start`` for its id."""
    joined = table(name).join(who.select("customer_id", "c", "t", "start"), on="customer_id").drop("customer_id")
    return joined.filter(us(moment) <= c("t"))


def read(who: pl.LazyFrame) -> list[pl.DataFrame]:
    """The interactions of the window, those of cases, the internal ones, and each customer's sources: one scan."""
    rows = known(who, "interactions", "happened_at").with_columns(at=us("happened_at"), id="interaction_id")
    theirs = c("customer_words").cast(pl.Float64).fill_null(c("customer_seconds") * 2.5)
    ours = c("our_words").cast(pl.Float64).fill_null(c("our_seconds") * 2.5)
    touch = ~c("automatic") & c("direction").is_in(["out", "both"])
    told = ("member_id", "channel", "kind", "direction", "automatic", "personal", "needs_answer", "sentiment")
    recent = rows.filter(c("at") > c("start"))
    recent = recent.select(
        "c", "t", "start", "id", "at", "thread_id", "case_id", *told, theirs=theirs, ours=ours, touch=touch
    )
    in_case = rows.filter(c("case_id").is_not_null())
    in_case = in_case.select("c", "start", "id", "at", "case_id", "member_id", "direction", "automatic")
    notes = rows.filter(c("direction") == "internal").select("c", noted="at")
    sources = rows.select("c", "t", "start", source=c("id").str.split_exact(":", 1).struct.field("field_0")).unique()
    return pl.collect_all([recent, in_case, notes, sources], engine="streaming")


def plain(recent: pl.LazyFrame) -> pl.LazyFrame:
    touch, came = c("touch"), (c("direction") == "in") & ~c("automatic")
    known_kind = c("kind").filter(touch)
    lately = c("at") > c("t") - 90 * DAY
    return recent.group_by("c").agg(
        heard_from_us=touch.sum(),
        asked_share=known_kind.is_in(["pitch", "renewal"]).mean(),
        value_share=known_kind.is_in(["value", "care", "appreciation"]).mean(),
        people_met=c("member_id").filter(touch & c("personal")).drop_nulls().n_unique(),
        channels_used=c("channel").filter(touch).n_unique(),
        thanked=(known_kind == "appreciation").sum(),
        mood_change=c("sentiment").filter(came & lately).mean() - c("sentiment").filter(came & ~lately).mean(),
    )


def renewing(recent: pl.LazyFrame, who: pl.LazyFrame) -> pl.LazyFrame:
    terms = known(who, "subscriptions", "starts_at").select("c", "t", "start", r=us("renews_at"))
    terms = terms.filter(c("r") > c("start"), c("r") <= c("t") + 45 * DAY)
    terms = terms.select("c", opens=c("r") - 45 * DAY).unique().sort("opens")
    touches = recent.filter(c("touch"), c("personal")).select("c", "at").join(terms, on="c", how="semi").sort("at")
    near = touches.join_asof(terms, left_on="at", right_on="opens", by="c", strategy="backward", check_sortedness=False)
    near = near.select("c", near=(c("at") <= c("opens") + 59 * DAY).fill_null(False))
    return near.group_by("c").agg(renewal_only_share=c("near").mean(), near_touches=pl.len())


def silences(recent: pl.LazyFrame, who: pl.LazyFrame) -> pl.LazyFrame:
    own = who.select("c", "t", "s").filter(c("s") <= c("t"))
    touches = recent.filter(c("touch")).select("c", "at").join(own, on="c").filter(c("at") > c("s"))
    rows = pl.concat([touches.select("c", "t", "s", "at"), own.select("c", "t", "s", at=c("t") + 1)]).sort("c", "at")
    same = c("c") == c("c").shift()
    days = (pl.min_horizontal("at", "t") - pl.when(same).then(c("at").shift()).otherwise(c("s"))) / DAY
    rows = rows.select("c", days=days, runs=c("at") > c("t"))
    return rows.group_by("c").agg(
        longest_silence_days=c("days").max(), current_silence_days=c("days").filter("runs").max()
    )


def answers(recent: pl.LazyFrame) -> pl.LazyFrame:
    asks = c("needs_answer") & (c("direction") == "in") & ~c("automatic")
    rows = recent.select("c", "t", "id", "at", "touch", thread=c("thread_id"), asks=asks)
    threads = rows.filter(c("thread").is_not_null(), c("touch") | c("asks"))
    loose = rows.filter(c("thread").is_null(), c("asks"))
    theirs = rows.filter("touch").join(loose, on="c", how="semi").with_columns(thread=pl.lit(None, pl.String))
    rows = pl.concat([threads, loose, theirs]).sort("c", "thread", "at", "id", nulls_last=True)
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    following = pl.when(c("touch")).then(place).fill_null(strategy="backward")
    rows = rows.with_columns(next=following)
    there = (c("c") == c("c").gather(c("next"))) & c("thread").eq_missing(c("thread").gather(c("next")))
    rows = rows.select("c", "t", "at", "asks", reply=pl.when(there).then(c("at").gather(c("next")))).filter("asks")
    return rows.group_by("c").agg(
        answer_hours=((c("reply") - c("at")) / HOUR).median(),
        unanswered=(c("reply").is_null() & (c("at") <= c("t") - 48 * HOUR)).sum(),
    )


def listened(recent: pl.LazyFrame) -> pl.LazyFrame:
    rows = recent.filter(~c("automatic"), c("direction") != "internal")
    threads = rows.filter(c("thread_id").is_not_null()).group_by("c", "thread_id")
    two_way = threads.agg(inbound=(c("direction") == "in").any(), outbound=(c("direction") == "out").any())
    two_way = two_way.filter("inbound", "outbound").select("c", "thread_id", two=True)
    rows = rows.select("c", "thread_id", "direction", "theirs", "ours").join(two_way, on=["c", "thread_id"], how="left")
    rows = rows.filter((c("direction") == "both") | c("two").is_not_null())
    both = c("theirs") + c("ours")
    share = c("theirs").filter(both.is_not_null()).sum() / pl.when(both.sum() != 0).then(both.sum())
    spoken = rows.group_by("c").agg(listening_share=share.round(9), alone=c("two").is_null().sum())
    counted = two_way.group_by("c").agg(threads=pl.len())
    return (
        spoken.join(counted, on="c", how="left")
        .with_columns(conversations=c("alone") + c("threads").fill_null(0))
        .select("c", "listening_share", "conversations")
    )


def retold(in_case: pl.LazyFrame) -> pl.LazyFrame:
    rows = in_case.filter(~c("automatic")).sort("c", "case_id", "at", "id")
    same = (c("c") == c("c").shift()) & (c("case_id") == c("case_id").shift())
    rows = rows.with_columns(told=same & (c("direction").shift() == "in")).filter(c("direction") != "in")
    before, teller = c("direction").shift(), c("member_id").shift()
    again = same & c("told") & (c("direction") != "internal") & (before != "internal") & (teller != c("member_id"))
    return rows.filter(again & (c("at") > c("start"))).group_by("c").agg(explained_again=pl.len())


def pitched(recent: pl.LazyFrame, who: pl.LazyFrame) -> pl.LazyFrame:
    low = known(who, "beliefs", "from_at").filter(c("about") == "capacity")
    low = low.select("c", low=us("from_at"), high=us("until").fill_null(c("t") + 1))
    pitches = recent.filter(c("touch"), c("kind") == "pitch").select("c", "at", "id")
    held = pitches.join(low, on="c").filter(c("at") >= c("low"), c("at") < c("high"))
    return held.group_by("c").agg(pitched_in_hard_times=c("id").n_unique())


def cases(who: pl.LazyFrame) -> pl.LazyFrame:
    confirmed = (us("confirmed_at") <= c("t")).fill_null(False)
    return known(who, "cases", "opened_at").select(
        "c", "case_id", "owner", opened=us("opened_at"), closed=us("closed_at"), confirmed=confirmed
    )


def clueless(recent: pl.LazyFrame, in_case: pl.LazyFrame, notes: pl.LazyFrame, files: pl.LazyFrame) -> pl.LazyFrame:
    care = recent.filter(c("touch"), c("kind") == "care", c("member_id").is_not_null())
    care = (
        care.select("c", "id", "at", "member_id")
        .join(files, on="c")
        .filter(
            c("at") >= c("opened"),
            c("closed").is_null() | (c("closed") > c("at")),
            c("owner").is_null() | (c("owner") != c("member_id")),
        )
    )
    keys = ["c", "case_id", "member_id"]
    first = in_case.join(care, on=keys, how="semi").sort("at", "id").group_by(keys, maintain_order=True)
    care = care.join(first.agg(part_at=c("at").first(), part=c("id").first()), on=keys, how="left")
    stranger = c("part_at").is_null() | (c("part_at") > c("at")) | ((c("part_at") == c("at")) & (c("part") >= c("id")))
    care = care.filter(stranger).select("c", "id", "at")
    told = care.join(notes, on="c").filter(c("noted") < c("at"), c("noted") + DAY >= c("at"))
    care = care.join(told, on=["c", "id"], how="anti")
    return care.group_by("c").agg(uninformed_contacts=c("id").n_unique())


def unfollowed(rows: pl.LazyFrame, after: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """How many rows, 14 days old or more, have none of the others within the 14 days after them."""
    rows = rows.filter(c("at") <= c("t") - GAP).select("c", "at", "id")
    near = rows.join(after.select("c", came="at"), on="c").filter(c("came") > c("at"), c("came") - GAP <= c("at"))
    return rows.join(near, on=["c", "id"], how="anti").group_by("c").agg(pl.len().alias(name))


def given_up(recent: pl.LazyFrame, files: pl.LazyFrame) -> pl.LazyFrame:
    came, kind = c("direction") == "in", c("kind")
    lately = ~c("automatic") & c("direction").is_in(HEARD) & (c("at") > c("t") - GAP)
    complaint = (came & (kind == "complaint")).fill_null(False)
    rows = recent.filter(complaint | (came & kind.is_in(["thanks", "praise"])).fill_null(False) | lately)
    own = pl.when(c("thread_id").is_null()).then("id")
    rows = rows.select("c", "t", "id", "at", "case_id", "thread_id", own=own, complaint=complaint)
    last = rows.sort("at", "id").group_by("c", "thread_id", "own", maintain_order=True).last()
    silent = last.filter("complaint", c("at") <= c("t") - GAP)
    silent = silent.join(files.filter("confirmed"), on=["c", "case_id"], how="anti")
    return silent.group_by("c").agg(silent_complaints=pl.len())


def promised(who: pl.LazyFrame) -> pl.LazyFrame:
    rows = (
        known(who, "promises", "made_at")
        .with_columns(
            due=us("moved_to").fill_null(us("due_at")),
            kept=pl.when(us("kept_at") <= c("t")).then(us("kept_at")),
            withdrawn=(us("withdrawn_at") <= c("t")).fill_null(False),
            put_off=c("holding").list.len(),
        )
        .filter(c("due").is_not_null())
    )
    in_time = (c("kept") <= c("due")).fill_null(False)
    rows = rows.with_columns(in_time=in_time, lately=(c("due") > c("start")) & (c("due") <= c("t")) & ~c("withdrawn"))
    late = (c("kept").fill_null(c("t")) - c("due")) / DAY
    lately = c("lately")
    return rows.group_by("c").agg(
        promises_due=lately.sum(),
        promises_kept_share=c("in_time").filter(lately).mean(),
        promise_delay_days=late.filter(lately & ~c("in_time")).median(),
        holding_loop=c("put_off").filter(us("made_at") > c("start")).max(),
        early_share=(c("kept") <= c("due") - DAY).filter(lately).mean(),
        overdue=((c("due") <= c("t")) & c("kept").is_null() & ~c("withdrawn")).sum(),
    )


def assumed(who: pl.LazyFrame) -> pl.LazyFrame:
    rows = known(who, "beliefs", "from_at").filter(c("until").is_null() | (us("until") > c("t")))
    confirmed = pl.when(us("confirmed_at") <= c("t")).then(us("confirmed_at")).otherwise(us("from_at"))
    stale = (confirmed < c("t") - 180 * DAY) | (c("evidence").list.len().fill_null(0) == 0)
    return rows.group_by("c").agg(assumed_share=stale.mean())


def unseen(sources: pl.LazyFrame) -> pl.LazyFrame:
    ledger = table("coverage").select("source", "state", low=us("from_at"), high=us("to_at"))
    ledger = ledger.filter(c("state").is_in(["gap", "complete"]))
    spans = sources.join(ledger, on="source").filter(c("low") <= c("t"))
    gaps = spans.filter(c("state") == "gap").select(
        "c", since=pl.max_horizontal("low", "start"), until=pl.min_horizontal("high", "t")
    )
    gaps = gaps.filter(c("until") > c("since")).sort("c", "since", "until")
    covered = c("until").cum_max().shift().over("c").fill_null(0)
    days = pl.max_horizontal(c("until") - pl.max_horizontal(c("since"), covered), 0) / DAY
    gaps = gaps.select("c", days=days).group_by("c").agg(days=c("days").sum())
    return spans.select("c").unique().join(gaps, on="c", how="left").select("c", record_gap_days=c("days").fill_null(0))


COUNTS = [
    "heard_from_us",
    "unanswered",
    "promises_due",
    "people_met",
    "explained_again",
    "channels_used",
    "pitched_in_hard_times",
    "uninformed_contacts",
    "hollow_words",
    "silent_complaints",
    "great_unprobed",
    "thanked",
]
SCENARIOS = {
    "heard_only_at_renewal": (c("renewal_only_share") >= 0.8)
    & (c("near_touches") >= 3)
    & (c("longest_silence_days") >= 120),
    "hollow_miss_you": c("hollow_words") >= 1,
    "ok_without_a_clue": c("uninformed_contacts") >= 1,
    "too_many_touchpoints": ((c("people_met") >= 6) | (c("channels_used") >= 5)) & (c("explained_again") >= 1),
    "pitched_in_hard_times": c("pitched_in_hard_times") >= 1,
    "promise_forgotten": c("overdue") >= 1,
    "endless_loop": c("holding_loop") >= 3,
    "complaint_went_silent": c("silent_complaints") >= 1,
    "stopped_listening": (c("listening_share") < 0.5) & (c("conversations") >= 3),
    "all_great_nothing_asked": c("great_unprobed") >= 1,
    "asked_never_given": (c("asked_share") >= 0.6) & (c("heard_from_us") >= 5),
    "assumptions_about_you": c("assumed_share") >= 0.7,
}


def main() -> None:
    customers = everyone()
    who = customers.lazy()
    recent, in_case, notes, sources = (frame.lazy() for frame in read(who))
    files, touches = cases(who), recent.filter("touch")
    personal = touches.filter(c("personal"), c("kind").is_in(["answer", "care", "value"]))
    great = recent.filter(c("direction") == "in", c("kind") == "all_great")
    parts = [
        plain(recent),
        renewing(recent, who),
        silences(recent, who),
        answers(recent),
        listened(recent),
        retold(in_case),
        pitched(recent, who),
        clueless(recent, in_case, notes, files),
        unfollowed(touches.filter(c("kind") == "miss_you"), personal, "hollow_words"),
        unfollowed(great, touches.filter("needs_answer"), "great_unprobed"),
        given_up(recent, files),
        promised(who),
        assumed(who),
        unseen(sources),
    ]
    found = customers
    for part in pl.collect_all(parts, engine="streaming"):
        found = found.join(part, on="c", how="left")
    found = found.with_columns(c(name).fill_null(0) for name in COUNTS)
    met = [rule.fill_null(False).alias(f"s_{name}") for name, rule in SCENARIOS.items()]
    found = found.with_columns(met).drop("c", "t", "start", "s", "near_touches", "conversations", "overdue")
    found.write_parquet(result / "00000.parquet")


ready("polars")
main()
