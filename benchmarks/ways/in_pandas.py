"""pandas, written with care: Arrow's reader, categories, integer keys, one sort, and nothing applied row by row."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
from told import AS_OF, COLUMNS, DAY, HOUR, WINDOW, asked, files, ready

folder, result, _ = asked()
GAP = 14 * DAY
NEVER = np.iinfo(np.int64).max
REPEATING = ["customer_id", "member_id", "channel", "direction", "kind", "owner", "about", "state", "source"]
LONG = ["thread_id", "case_id"]


def table(name: str, *columns: str) -> pd.DataFrame:
    """Some columns of a table; moments as microseconds, texts that repeat as categories."""
    coded = [column for column in columns if column in REPEATING + LONG]
    found = pq.read_table(files(folder, name), columns=list(columns), read_dictionary=coded, partitioning=None)
    for place, field in enumerate(found.schema):
        if str(field.type).startswith("timestamp"):
            found = found.set_column(place, field.name, found.column(place).cast("int64"))
    return found.to_pandas(self_destruct=True, split_blocks=True)


def everyone() -> pd.DataFrame:
    who = table("customers", "customer_id", "since", "left_at")
    who = who[~(who["since"] > AS_OF)].reset_index(drop=True)
    who["t"] = who["left_at"].fillna(AS_OF).clip(upper=AS_OF).astype("int64")
    who["start"] = who["t"] - WINDOW
    who["s"] = who["since"].fillna(0).astype("int64").clip(lower=who["start"])
    return who[["customer_id", "t", "start", "s"]]


def known(who: pd.DataFrame, rows: pd.DataFrame, moment: str) -> pd.DataFrame:
    """The rows that are known at their customer's moment; ``c``, ``t`` and ``start`` for the customer's id."""
    own = pd.Index(who["customer_id"]).get_indexer(rows["customer_id"].cat.categories)
    c = own[rows["customer_id"].cat.codes]
    t = who["t"].to_numpy()[c]
    keep = (c >= 0) & (rows[moment].to_numpy() <= t)
    rows = rows.drop(columns="customer_id")[keep]
    return rows.assign(c=c[keep], t=t[keep], start=who["start"].to_numpy()[c[keep]])


def in_order(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Sorted by keys, moment and id; ids, which are long, are compared only where all else is equal."""
    order = np.lexsort([rows[key].to_numpy() for key in ("at", *reversed(keys))])
    rows = rows.take(order)
    same = np.logical_and.reduce([rows[key].to_numpy()[1:] == rows[key].to_numpy()[:-1] for key in (*keys, "at")])
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if len(tied):
        order = np.arange(len(rows))
        few = rows.iloc[tied].reset_index(drop=True).sort_values([*keys, "at", "id"])
        order[tied] = tied[few.index.to_numpy()]
        rows = rows.take(order)
    return rows.reset_index(drop=True)


def before(rows: pd.DataFrame, *keys: str) -> np.ndarray:
    """Whether the row before belongs to the same group."""
    same = np.logical_and.reduce([rows[key].to_numpy()[1:] == rows[key].to_numpy()[:-1] for key in keys])
    return np.append(False, same)


def codes(column: pd.Series) -> np.ndarray:
    """A number for each text, -1 for none."""
    return column.cat.codes.to_numpy().astype("int64")


def plain(recent: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    known_kind = touches[touches["kind"].notna()]
    kinds = known_kind["kind"]
    shares = pd.DataFrame(
        {
            "c": known_kind["c"],
            "asked_share": kinds.isin(["pitch", "renewal"]),
            "value_share": kinds.isin(["value", "care", "appreciation"]),
            "thanked": kinds == "appreciation",
        }
    ).groupby("c")
    met = touches[touches["personal"] & touches["member_id"].notna()]
    met = met[["c"]].assign(member=codes(met["member_id"])).drop_duplicates()
    doors = touches[["c"]].assign(channel=codes(touches["channel"])).drop_duplicates()
    moods = recent[(recent["direction"] == "in") & ~recent["automatic"] & recent["sentiment"].notna()]
    lately = moods["at"] > moods["t"] - 90 * DAY
    mean = [moods[part].groupby("c")["sentiment"].mean() for part in (lately, ~lately)]
    return pd.DataFrame(
        {
            "heard_from_us": touches.groupby("c").size(),
            "asked_share": shares["asked_share"].mean(),
            "value_share": shares["value_share"].mean(),
            "thanked": shares["thanked"].sum(),
            "people_met": met.groupby("c").size(),
            "channels_used": doors.groupby("c").size(),
            "mood_change": mean[0] - mean[1],
        }
    )


def renewing(touches: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    terms = known(who, table("subscriptions", "customer_id", "starts_at", "renews_at"), "starts_at")
    terms = terms[(terms["renews_at"] > terms["start"]) & (terms["renews_at"] <= terms["t"] + 45 * DAY)]
    terms = terms[["c"]].assign(opens=(terms["renews_at"] - 45 * DAY).astype("int64")).drop_duplicates()
    personal = touches.loc[touches["personal"] & touches["c"].isin(terms["c"]), ["c", "at"]].reset_index(drop=True)
    pairs = personal.reset_index(names="row").merge(terms, on="c")
    near = pairs[(pairs["at"] >= pairs["opens"]) & (pairs["at"] <= pairs["opens"] + 59 * DAY)]
    personal["near"] = False
    personal.loc[near["row"].unique(), "near"] = True
    return personal.groupby("c")["near"].agg(renewal_only_share="mean", near_touches="size")


def silences(touches: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    s, t = who["s"].to_numpy(), who["t"].to_numpy()
    rows = touches.loc[touches["at"].to_numpy() > s[touches["c"]], ["c", "at"]]
    same = before(rows, "c")
    since = np.where(same, np.append(0, rows["at"].to_numpy()[:-1]), s[rows["c"]])
    longest = pd.Series(rows["at"].to_numpy() - since).groupby(rows["c"].to_numpy()).max().reindex(who.index)
    last = rows.groupby("c")["at"].last().reindex(who.index).fillna(pd.Series(s))
    current = (t - last).where(s <= t)
    return pd.DataFrame(
        {"longest_silence_days": np.fmax(longest.where(s <= t), current) / DAY, "current_silence_days": current / DAY}
    )


def replies(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """For each question of rows in order the moment of the first touch after it in its group, NEVER without one."""
    place = np.where(rows["touch"], np.arange(len(rows)), len(rows))
    following = np.minimum.accumulate(place[::-1])[::-1]
    there = following < len(rows)
    following = np.minimum(following, len(rows) - 1)
    for key in keys:
        there &= rows[key].to_numpy()[following] == rows[key].to_numpy()
    reply = np.where(there, rows["at"].to_numpy()[following], NEVER)
    return rows[["c", "t", "at"]].assign(reply=reply)[rows["asks"].to_numpy()]


def answers(recent: pd.DataFrame) -> pd.DataFrame:
    asks = recent["needs_answer"] & (recent["direction"] == "in") & ~recent["automatic"]
    rows = recent[["c", "t", "at", "touch", "thread"]].assign(asks=asks)
    threads = rows[(rows["thread"] >= 0) & (rows["touch"] | rows["asks"])]
    threads = threads.take(np.lexsort([threads["thread"], threads["c"]]))  # stable: moments stay in order
    loose = rows["asks"] & (rows["thread"] < 0)
    alone = rows[loose | (rows["touch"] & rows["c"].isin(rows.loc[loose, "c"]))]
    alone = alone.assign(asks=loose.loc[alone.index])
    found = pd.concat([replies(threads, "c", "thread"), replies(alone, "c")])
    never = found["reply"] == NEVER
    hours = ((found["reply"] - found["at"]) / HOUR).where(~never)
    old = never & (found["at"] <= found["t"] - 48 * HOUR)
    by = found["c"]
    return pd.DataFrame({"answer_hours": hours.groupby(by).median(), "unanswered": old.groupby(by).sum()})


def listened(recent: pd.DataFrame) -> pd.DataFrame:
    rows = recent[~recent["automatic"] & (recent["direction"] != "internal")]
    key = np.where(rows["thread"] >= 0, rows["thread"] * (recent["c"].max() + 1) + rows["c"], -1)
    group, keys = pd.factorize(pd.Series(key))
    size = len(keys)
    both_ways = np.logical_and.reduce([np.bincount(group, rows["direction"] == way, size) > 0 for way in ("in", "out")])
    both_ways &= keys >= 0
    two_way = both_ways[group]
    spoken = rows[two_way | (rows["direction"] == "both").to_numpy()]
    total = spoken["theirs"] + spoken["ours"]
    by = spoken["c"]
    theirs = spoken["theirs"].where(total.notna()).groupby(by).sum(min_count=1)
    share = (theirs / total.groupby(by).sum(min_count=1).replace(0, np.nan)).round(9)
    first = rows.loc[two_way & ~pd.Series(group).duplicated().to_numpy(), "c"]
    alone = rows.loc[~two_way & (rows["direction"] == "both").to_numpy(), "c"]
    conversations = pd.concat([first, alone]).value_counts()
    return pd.DataFrame({"listening_share": share, "conversations": conversations})


def retold(in_case: pd.DataFrame) -> pd.DataFrame:
    rows = in_case[~in_case["automatic"]]
    told = before(rows, "c", "case") & np.append(False, rows["direction"].to_numpy()[:-1] == "in")
    keep = (rows["direction"] != "in").to_numpy()
    rows, told = rows[keep], told[keep]
    way, member = rows["direction"].to_numpy(), rows["member"].to_numpy()
    again = before(rows, "c", "case") & told & (way != "internal") & (rows["at"] > rows["start"]).to_numpy()
    again[1:] &= (way[:-1] != "internal") & (member[:-1] != member[1:]) & (member[:-1] >= 0) & (member[1:] >= 0)
    return rows.loc[again].groupby("c").size().to_frame("explained_again")


def pitched(touches: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    low = known(who, table("beliefs", "customer_id", "about", "from_at", "until"), "from_at")
    low = low[low["about"] == "capacity"]
    pairs = touches.loc[touches["kind"] == "pitch", ["c", "at"]].reset_index(names="row").merge(low, on="c")
    held = (pairs["at"] >= pairs["from_at"]) & ~(pairs["until"] <= pairs["at"])
    return pairs[held].drop_duplicates("row").groupby("c").size().to_frame("pitched_in_hard_times")


def cases(who: pd.DataFrame) -> pd.DataFrame:
    columns = ("customer_id", "case_id", "opened_at", "closed_at", "confirmed_at", "owner")
    return known(who, table("cases", *columns), "opened_at")


def clueless(touches: pd.DataFrame, in_case: pd.DataFrame, notes: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    care = touches[(touches["kind"] == "care") & touches["member_id"].notna()]
    care = care[["c", "at", "id", "member_id"]].reset_index(names="row")
    pairs = care.merge(files[["c", "case_id", "opened_at", "closed_at", "owner"]], on="c")
    pairs = pairs[(pairs["at"] >= pairs["opened_at"]) & ~(pairs["closed_at"] <= pairs["at"])]
    pairs = pairs[~(pairs["owner"].astype(str) == pairs["member_id"].astype(str)).to_numpy()]
    part = in_case.loc[in_case["c"].isin(pairs["c"]), ["c", "case_id", "member_id", "at", "id"]]
    part = part.drop_duplicates(["c", "case_id", "member_id"])  # in order: the first part a member has in a case
    for frame in (pairs, part):
        frame["case_id"], frame["member_id"] = frame["case_id"].astype(str), frame["member_id"].astype(str)
    pairs = pairs.merge(part, on=["c", "case_id", "member_id"], how="left", suffixes=("", "_part"))
    earlier = (pairs["at_part"] < pairs["at"]) | ((pairs["at_part"] == pairs["at"]) & (pairs["id_part"] < pairs["id"]))
    pairs = pairs.loc[~earlier, ["row", "c", "at"]].drop_duplicates("row")
    told = pairs.merge(notes, on="c")
    told = told.loc[(told["noted"] < told["at"]) & (told["noted"] + DAY >= told["at"]), "row"]
    return pairs[~pairs["row"].isin(told)].groupby("c").size().to_frame("uninformed_contacts")


def unfollowed(rows: pd.DataFrame, after: pd.DataFrame, name: str) -> pd.DataFrame:
    """How many rows, 14 days old or more, have none of the others within the 14 days after them."""
    rows = rows.loc[rows["at"] <= rows["t"] - GAP, ["c", "at"]].sort_values("at")
    after = after.loc[after["c"].isin(rows["c"]), ["c", "at"]].assign(came=after["at"]).sort_values("at")
    met = pd.merge_asof(rows, after, on="at", by="c", direction="forward", allow_exact_matches=False)
    return met[~(met["came"] - GAP <= met["at"])].groupby("c").size().to_frame(name)


def given_up(recent: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    came = recent["direction"] == "in"
    complaint = came & (recent["kind"] == "complaint")
    lately = recent["direction"].isin(["in", "both"]) & ~recent["automatic"]
    lately &= recent["at"] > recent["t"] - GAP
    rows = recent[complaint | (came & recent["kind"].isin(["thanks", "praise"])) | lately]
    rows = rows.assign(complaint=complaint, thread=np.where(rows["thread"] >= 0, rows["thread"], -1 - rows.index))
    last = rows[~rows.duplicated(["c", "thread"], keep="last")]
    last = last[last["complaint"] & (last["at"] <= last["t"] - GAP)]
    solved = files.loc[files["confirmed_at"] <= files["t"], ["c", "case_id"]].assign(solved=True)
    solved["case_id"] = solved["case_id"].astype(str)
    last = last[["c", "case_id"]].assign(case_id=last["case_id"].astype(object)).merge(solved, how="left")
    return last[last["solved"].isna()].groupby("c").size().to_frame("silent_complaints")


def promised(who: pd.DataFrame) -> pd.DataFrame:
    moments = ("made_at", "due_at", "moved_to", "kept_at", "withdrawn_at")
    found = known(who, table("promises", "customer_id", *moments, "holding"), "made_at")
    found["due"] = found["moved_to"].fillna(found["due_at"])
    found = found[found["due"].notna()]
    kept = found["kept_at"].where(found["kept_at"] <= found["t"])
    withdrawn = found["withdrawn_at"] <= found["t"]
    lately = (found["due"] > found["start"]) & (found["due"] <= found["t"]) & ~withdrawn
    in_time = kept <= found["due"]
    late = ((kept.fillna(found["t"]) - found["due"]) / DAY).where(lately & ~in_time)
    early = (kept <= found["due"] - DAY).where(lately & kept.notna()).astype("float64")
    put_off = found["holding"].str.len().where(found["made_at"] > found["start"])
    overdue = (found["due"] <= found["t"]) & kept.isna() & ~withdrawn
    by = found["c"]
    return pd.DataFrame(
        {
            "promises_due": lately.groupby(by).sum(),
            "promises_kept_share": in_time[lately].groupby(by[lately]).mean(),
            "promise_delay_days": late.groupby(by).median(),
            "holding_loop": put_off.groupby(by).max(),
            "early_share": early.groupby(by).mean(),
            "overdue": overdue.groupby(by).sum(),
        }
    )


def assumed(who: pd.DataFrame) -> pd.DataFrame:
    rows = known(who, table("beliefs", "customer_id", "from_at", "until", "confirmed_at", "evidence"), "from_at")
    rows = rows[~(rows["until"] <= rows["t"])]
    confirmed = rows["confirmed_at"].where(rows["confirmed_at"] <= rows["t"]).fillna(rows["from_at"])
    stale = (confirmed < rows["t"] - 180 * DAY) | (rows["evidence"].str.len().fillna(0) == 0)
    return stale.groupby(rows["c"]).mean().to_frame("assumed_share")


def unseen(sources: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    ledger = table("coverage", "source", "state", "from_at", "to_at")
    ledger = ledger[ledger["state"].isin(["gap", "complete"])].assign(source=lambda t: t["source"].astype(str))
    spans = sources.merge(ledger, on="source")
    spans = spans[spans["from_at"] <= who["t"].to_numpy()[spans["c"]]]
    known_at = pd.Index(spans["c"].unique())
    gaps = spans[spans["state"] == "gap"]
    since = np.maximum(gaps["from_at"], who["start"].to_numpy()[gaps["c"]])
    until = np.minimum(gaps["to_at"], who["t"].to_numpy()[gaps["c"]])
    gaps = pd.DataFrame({"c": gaps["c"], "since": since, "until": until})[until > since]
    gaps = gaps.sort_values(["c", "since", "until"])
    covered = gaps.groupby("c")["until"].cummax().shift().where(before(gaps, "c"), 0)
    days = (gaps["until"] - np.maximum(gaps["since"], covered)).clip(lower=0) / DAY
    return days.groupby(gaps["c"]).sum().reindex(known_at).fillna(0.0).to_frame("record_gap_days")


def interactions(who: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The rows of the window and those of cases, in order; the internal ones; each customer's sources."""
    rows = known(who, table("interactions", *COLUMNS), "happened_at").rename(
        columns={"interaction_id": "id", "happened_at": "at"}
    )
    rows["touch"] = rows["direction"].isin(["out", "both"]) & ~rows["automatic"]
    ids = pc.list_element(pc.split_pattern(rows["id"].array.__arrow_array__(), ":", max_splits=1), 0)
    names = ids.dictionary_encode()
    names = names.combine_chunks() if hasattr(names, "combine_chunks") else names
    own = rows[["c"]].assign(source=names.indices.to_numpy()).drop_duplicates()
    sources = own.assign(source=np.asarray(names.dictionary.to_pylist(), dtype=object)[own["source"]])
    in_case = rows.loc[
        rows["case_id"].notna(), ["c", "start", "at", "id", "case_id", "member_id", "direction", "automatic"]
    ]
    in_case = in_case.assign(case=codes(in_case["case_id"]), member=codes(in_case["member_id"]))
    in_case = in_order(in_case.assign(direction=in_case["direction"].astype(object)), "c", "case")
    notes = rows.loc[rows["direction"] == "internal", ["c", "at"]].rename(columns={"at": "noted"})
    recent = rows[rows["at"] > rows["start"]]
    del rows
    recent["theirs"] = recent["customer_words"].astype("float64").fillna(recent["customer_seconds"] * 2.5)
    recent["ours"] = recent["our_words"].astype("float64").fillna(recent["our_seconds"] * 2.5)
    recent["thread"] = codes(recent["thread_id"])
    unused = ["customer_words", "customer_seconds", "our_words", "our_seconds", "thread_id"]
    return in_order(recent.drop(columns=unused), "c"), in_case, notes, sources


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


def scenarios(f: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "heard_only_at_renewal": (f["renewal_only_share"] >= 0.8)
        & (f["near_touches"] >= 3)
        & (f["longest_silence_days"] >= 120),
        "hollow_miss_you": f["hollow_words"] >= 1,
        "ok_without_a_clue": f["uninformed_contacts"] >= 1,
        "too_many_touchpoints": ((f["people_met"] >= 6) | (f["channels_used"] >= 5)) & (f["explained_again"] >= 1),
        "pitched_in_hard_times": f["pitched_in_hard_times"] >= 1,
        "promise_forgotten": f["overdue"] >= 1,
        "endless_loop": f["holding_loop"] >= 3,
        "complaint_went_silent": f["silent_complaints"] >= 1,
        "stopped_listening": (f["listening_share"] < 0.5) & (f["conversations"] >= 3),
        "all_great_nothing_asked": f["great_unprobed"] >= 1,
        "asked_never_given": (f["asked_share"] >= 0.6) & (f["heard_from_us"] >= 5),
        "assumptions_about_you": f["assumed_share"] >= 0.7,
    }


def main() -> None:
    who = everyone()
    recent, in_case, notes, sources = interactions(who)
    touches = recent[recent["touch"]]
    files = cases(who)
    personal = touches[touches["personal"] & touches["kind"].isin(["answer", "care", "value"])]
    great = recent[(recent["direction"] == "in") & (recent["kind"] == "all_great")]
    parts = [
        plain(recent, touches),
        renewing(touches, who),
        silences(touches, who),
        answers(recent),
        listened(recent),
        retold(in_case),
        pitched(touches, who),
        clueless(touches, in_case, notes, files),
        unfollowed(touches[touches["kind"] == "miss_you"], personal, "hollow_words"),
        unfollowed(great, touches[touches["needs_answer"]], "great_unprobed"),
        given_up(recent, files),
        promised(who),
        assumed(who),
        unseen(sources, who),
    ]
    found = reduce(lambda left, right: left.join(right), parts, who[["customer_id"]])
    found[COUNTS] = found[COUNTS].fillna(0)
    found = found.assign(**{f"s_{name}": met for name, met in scenarios(found).items()})
    found.drop(columns=["near_touches", "conversations", "overdue"]).to_parquet(result / "00000.parquet", index=False)


ready("pandas", "pyarrow", "numpy")
main()
