"""Write what a block was read to say: all of it and that it was read, together or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from deeproot_app.record import changes, sql
from deeproot_app.record.models import Belief, Customer, Interaction, Promise, Proposal, RecordSequence, Text
from deeproot_app.record.reading.block import BELIEF, PROMISE, PROPOSAL, Block
from deeproot_app.record.reading.rows import Rows
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.unread import LABELS, Message


class Overtaken(Exception):  # noqa: N818 - what happened, in a word
    """Somebody changed these customers since they were looked up: nothing was written."""


def write(block: Block, rules: Rules) -> None:
    """Write the block in one transaction. Raises Overtaken where its customers changed since it was loaded."""
    with transaction.atomic():
        count = _changes(block)
        seq = RecordSequence.take(max(count, 1))
        if dict(Customer.objects.filter(pk__in=block.customers).values_list("pk", "changed_seq")) != block.seen:
            raise Overtaken
        whose = _write_rows(Promise, block.promises, PROMISE, seq)
        whose |= _write_rows(Belief, block.beliefs, BELIEF, seq)
        whose |= _write_labels(block.labels.values(), seq)
        _write_proposals(block.proposals)
        Text.objects.filter(pk__in=[message.text_id for message in block.messages]).update(read_by=rules.version)
        if whose:
            changes.touched(whose, seq)


def _changes(block: Block) -> int:
    tables: Iterable[Rows[Any]] = (block.promises, block.beliefs)
    return sum(len(rows.new()) + len(rows.changed()) for rows in tables) + len(block.labels)


def _write_rows(model: type[Model], rows: Rows[Any], fields: tuple[str, ...], seq: int) -> set[str]:
    """Add, change and take away rows of the record; gives the customers that they bear on."""
    new, changed, gone = rows.new(), rows.changed(), rows.gone()
    for row in (*new, *changed):
        row.recorded_seq = seq
    whose = {row.customer_id for row in (*new, *changed)} | {rows.before(key)["customer_id"] for key in gone}
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    if new:
        model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, [_field(name) for name in (*fields, "recorded_seq")])
    return whose - {None}


def _write_proposals(rows: Rows[Proposal]) -> None:
    if new := rows.new():
        Proposal.objects.bulk_create(new)
    if changed := rows.changed():
        Proposal.objects.bulk_update(changed, [_field(name) for name in PROPOSAL])


def _field(column: str) -> str:
    return column.removesuffix("_id") if column in ("customer_id", "member_id") else column


def _write_labels(messages: Iterable[Message], seq: int) -> set[str]:
    rows, whose = [], set()
    for message in messages:
        labels = (message.labels[name] for name in LABELS)
        rows.append((*labels, json.dumps(message.sure, sort_keys=True), seq, message.interaction_id))
        whose.add(message.customer_id)
    if rows:
        table, columns = Interaction._meta.db_table, [*LABELS, "read_from_text", "recorded_seq"]
        sql.update(table, columns, "interaction_id", rows)
    return whose
