-- The 26 measures and 12 scenarios of every customer, written by hand for DuckDB: what the library is held against.
-- Reads interactions, customers, cases, promises, beliefs, subscriptions, coverage; the moment comes from `told`.
with who as materialized (
    select row_number() over (order by customer_id)::int as c, customer_id, t, t - w as start,
           greatest(t - w, coalesce(since, t - w)) as s
    from (select customer_id, epoch_us(since) as since, least(coalesce(epoch_us(left_at), as_of), as_of) as t, "window" as w
          from customers, told
          where since is null or epoch_us(since) <= as_of)
),
recent as materialized (
    select c, t, start, s, interaction_id as id, epoch_us(happened_at) as "at", thread_id as thread, case_id,
           member_id as member, channel, kind, direction, automatic, personal, needs_answer, sentiment,
           coalesce(customer_words, customer_seconds * 2.5)::double as theirs, coalesce(our_words, our_seconds * 2.5)::double as ours,
           not automatic and direction in ('out', 'both') as touch
    from interactions join who using (customer_id)
    where epoch_us(happened_at) <= t and epoch_us(happened_at) > start
),
terms as (
    select c, opens, least(ends, coalesce(lead(opens) over (partition by c order by opens) - 1, ends)) as closes
    from (select distinct c, epoch_us(renews_at) - 45 * 86400000000 as opens, epoch_us(renews_at) + 14 * 86400000000 as ends
          from subscriptions join who using (customer_id)
          where epoch_us(starts_at) <= t and epoch_us(renews_at) > start and epoch_us(renews_at) <= t + 45 * 86400000000)
),
plain as (
    select c, count(*) filter (touch) as heard_from_us,
           avg((kind in ('pitch', 'renewal'))::int) filter (touch) as asked_share,
           avg((kind in ('value', 'care', 'appreciation'))::int) filter (touch) as value_share,
           count(*) filter (touch and kind = 'appreciation') as thanked,
           avg(sentiment) filter (direction = 'in' and not automatic and "at" > t - 90 * 86400000000)
           - avg(sentiment) filter (direction = 'in' and not automatic and "at" <= t - 90 * 86400000000) as mood_change
    from recent group by c
),
met as (
    select c, count(*) as people_met from (select distinct c, member from recent where touch and personal and member is not null) group by c
),
doors as (
    select c, count(*) as channels_used from (select distinct c, channel from recent where touch) group by c
),
renewing as (
    select r.c, avg((opens is not null)::int) as renewal_only_share, count(*) as near_touches
    from (select c, "at" from recent semi join terms using (c) where touch and personal) r
    left join terms on terms.c = r.c and r."at" >= opens and r."at" <= closes
    group by r.c
),
silences as (
    select c, max(least("at", t) - greatest(coalesce(before, s), s)) / 864e8 as longest_silence_days,
           max(t - greatest(coalesce(before, s), s)) filter ("at" > t) / 864e8 as current_silence_days
    from (select c, "at", t, s, lag("at") over (partition by c order by "at") as before
          from (select c, "at", t, s from recent where touch and "at" > s
                union all select c, t + 1, t, s from who where s <= t))
    group by c
),
asked as (
    select c, median((reply - "at") / 36e8) as answer_hours,
           count(*) filter (reply is null and "at" <= t - 48 * 3600000000) as unanswered
    from (select c, "at", t, question,
                 min(case when not question then "at" end) over (
                     partition by c, thread order by "at", id rows between 1 following and unbounded following) as reply
          from (select c, thread, "at", id, t, not touch as question
                from recent
                where thread is not null and (touch or (needs_answer and direction = 'in' and not automatic))
                union all
                select c, null, "at", id, t, not touch
                from recent
                where (touch and c in (select c from recent where thread is null and needs_answer and direction = 'in' and not automatic))
                   or (thread is null and needs_answer and direction = 'in' and not automatic)))
    where question
    group by c
),
two_way as (
    select c, thread from recent
    where thread is not null and not automatic
    group by c, thread
    having bool_or(direction = 'in') and bool_or(direction = 'out')
),
listened as (
    select r.c, round(sum(theirs) filter (theirs + ours is not null) / nullif(sum(theirs + ours), 0), 9) as listening_share,
           count(distinct w.thread) + count(*) filter (w.c is null) as conversations
    from recent r left join two_way w on r.c = w.c and r.thread = w.thread
    where not automatic and direction <> 'internal' and (direction = 'both' or w.c is not null)
    group by r.c
),
older as materialized (
    select c, t, start, interaction_id as id, epoch_us(happened_at) as "at", case_id, member_id as member, direction, automatic
    from interactions join who using (customer_id)
    where (case_id is not null or direction = 'internal') and epoch_us(happened_at) <= t
),
in_case as (from older where case_id is not null),
retold as (
    select c, count(*) as explained_again
    from (select *, lag(direction) over w as before, lag(member) over w as teller
          from (select *, lag(direction) over w = 'in' as told from in_case where not automatic
                window w as (partition by c, case_id order by "at", id))
          where direction <> 'in'
          window w as (partition by c, case_id order by "at", id))
    where told and direction <> 'internal' and before <> 'internal' and teller <> member and "at" > start
    group by c
),
low as (
    select c, epoch_us(from_at) as low_from, coalesce(epoch_us("until"), t + 1) as low_until
    from beliefs join who using (customer_id)
    where about = 'capacity' and epoch_us(from_at) <= t
),
pitched as (
    select c, count(*) as pitched_in_hard_times
    from (select c, "at" from recent where touch and kind = 'pitch') p
    where exists (from low where low.c = p.c and p."at" >= low_from and p."at" < low_until)
    group by c
),
files as (
    select c, case_id, epoch_us(opened_at) as opened, epoch_us(closed_at) as closed, epoch_us(confirmed_at) <= t as confirmed, owner
    from cases join who using (customer_id)
    where epoch_us(opened_at) <= t
),
care as (
    select r.c, r.id, r."at", r.member, f.case_id
    from recent r join files f on r.c = f.c and r."at" >= f.opened
    where touch and kind = 'care' and member is not null and (closed is null or closed > r."at")
      and (f.owner is null or f.owner <> r.member)
),
first_part as (
    select c, case_id, member, min({'at': "at", 'id': id}) as first
    from in_case semi join care using (c, case_id, member)
    group by c, case_id, member
),
noted as (select c, "at" from older where direction = 'internal'),
clueless as (
    select c, count(distinct id) as uninformed_contacts
    from care left join first_part p using (c, case_id, member)
    where (p.first is null or p.first >= {'at': care."at", 'id': care.id})
      and not exists (from noted n where n.c = care.c and n."at" < care."at" and n."at" + 86400000000 >= care."at")
    group by c
),
hollow as (
    select c, count(*) as hollow_words
    from (select c, "at" from recent where touch and kind = 'miss_you' and "at" <= t - 14 * 86400000000) m
    where not exists (from recent g where touch and personal and kind in ('answer', 'care', 'value')
                      and g.c = m.c and g."at" > m."at" and g."at" - 14 * 86400000000 <= m."at")
    group by c
),
great as (
    select c, count(*) as great_unprobed
    from (select c, "at" from recent where direction = 'in' and kind = 'all_great' and "at" <= t - 14 * 86400000000) m
    where not exists (from recent g where touch and needs_answer
                      and g.c = m.c and g."at" > m."at" and g."at" - 14 * 86400000000 <= m."at")
    group by c
),
given_up as (
    select c, count(*) as silent_complaints
    from (select c, "at", id, t, thread, case_id, complaint,
                 lead(id) over (partition by c, thread is null, coalesce(thread, id) order by "at", id) as later
          from (select *, coalesce(direction = 'in' and kind = 'complaint', false) as complaint from recent)
          where complaint or (direction = 'in' and kind in ('thanks', 'praise'))
             or (not automatic and direction in ('in', 'both') and "at" > t - 14 * 86400000000)) r
    where complaint and later is null and "at" <= t - 14 * 86400000000
      and not exists (from files f where f.c = r.c and f.case_id = r.case_id and f.confirmed)
    group by c
),
promised as (
    select c, count(*) filter (due_lately) as promises_due,
           avg(in_time::int) filter (due_lately) as promises_kept_share,
           median((coalesce(kept, t) - due) / 864e8) filter (due_lately and not in_time) as promise_delay_days,
           max(put_off) filter (made > start) as holding_loop,
           count(*) filter (due <= t and kept is null and not withdrawn) as overdue,
           avg((kept <= due - 86400000000)::int) filter (due_lately) as early_share
    from (select c, t, start, made, due, kept, put_off, coalesce(withdrawn <= t, false) as withdrawn, coalesce(kept <= due, false) as in_time,
                 due > start and due <= t and not coalesce(withdrawn <= t, false) as due_lately
          from (select c, t, start, epoch_us(made_at) as made, epoch_us(coalesce(moved_to, due_at)) as due, len(holding) as put_off,
                       case when epoch_us(kept_at) <= t then epoch_us(kept_at) end as kept, epoch_us(withdrawn_at) as withdrawn
                from promises join who using (customer_id))
          where made <= t and due is not null)
    group by c
),
assumed as (
    select c, avg((coalesce(case when epoch_us(confirmed_at) <= t then epoch_us(confirmed_at) end, epoch_us(from_at))
                   < t - 180 * 86400000000 or len(evidence) = 0)::int) as assumed_share
    from beliefs join who using (customer_id)
    where epoch_us(from_at) <= t and (until is null or epoch_us(until) > t)
    group by c
),
used as materialized (
    select c, t, start, source
    from (select customer_id, split_part(interaction_id, ':', 1) as source, min(epoch_us(happened_at)) as first
          from interactions group by customer_id, source)
    join who using (customer_id)
    where first <= t
),
unseen as (
    select c, sum(greatest(until - greatest(since, coalesce(covered, since)), 0)) / 864e8 as days
    from (select c, since, until, max(until) over (partition by c order by since, until rows between unbounded preceding and 1 preceding) as covered
          from (select c, greatest(epoch_us(from_at), start) as since, least(epoch_us(to_at), t) as until
                from used join coverage using (source)
                where state = 'gap' and epoch_us(from_at) <= t)
          where until > since)
    group by c
),
known as (
    select distinct c from used join coverage using (source) where state in ('gap', 'complete') and epoch_us(from_at) <= t
)
select * exclude (near_touches, conversations, overdue),
       coalesce(renewal_only_share >= 0.8 and near_touches >= 3 and longest_silence_days >= 120, false) as s_heard_only_at_renewal,
       hollow_words >= 1 as s_hollow_miss_you,
       uninformed_contacts >= 1 as s_ok_without_a_clue,
       (people_met >= 6 or channels_used >= 5) and explained_again >= 1 as s_too_many_touchpoints,
       pitched_in_hard_times >= 1 as s_pitched_in_hard_times,
       coalesce(overdue >= 1, false) as s_promise_forgotten,
       coalesce(holding_loop >= 3, false) as s_endless_loop,
       silent_complaints >= 1 as s_complaint_went_silent,
       coalesce(listening_share < 0.5 and conversations >= 3, false) as s_stopped_listening,
       great_unprobed >= 1 as s_all_great_nothing_asked,
       coalesce(asked_share >= 0.6 and heard_from_us >= 5, false) as s_asked_never_given,
       coalesce(assumed_share >= 0.7, false) as s_assumptions_about_you
from (
select customer_id, t as as_of, coalesce(heard_from_us, 0) as heard_from_us, asked_share, value_share, longest_silence_days,
       current_silence_days, renewal_only_share, answer_hours, coalesce(unanswered, 0) as unanswered,
       coalesce(promises_due, 0) as promises_due, promises_kept_share, promise_delay_days, holding_loop, early_share, listening_share,
       coalesce(people_met, 0) as people_met, coalesce(explained_again, 0) as explained_again, coalesce(channels_used, 0) as channels_used,
       coalesce(pitched_in_hard_times, 0) as pitched_in_hard_times, coalesce(uninformed_contacts, 0) as uninformed_contacts,
       coalesce(hollow_words, 0) as hollow_words, coalesce(silent_complaints, 0) as silent_complaints,
       coalesce(great_unprobed, 0) as great_unprobed, coalesce(thanked, 0) as thanked, assumed_share, mood_change,
       near_touches, conversations, overdue, case when k.c is not null then coalesce(days, 0) end as record_gap_days
from who
left join plain using (c) left join met using (c) left join doors using (c) left join renewing using (c) left join silences using (c) left join asked using (c)
left join listened using (c) left join retold using (c) left join pitched using (c) left join clueless using (c)
left join hollow using (c) left join great using (c) left join given_up using (c) left join promised using (c)
left join assumed using (c) left join unseen using (c) left join known k using (c)
)
