"""Reckon what programmes do, of the whole record, and store it: proof within each horizon, and who would gain.

Once a day, as of midnight where the organisation is, and where contracts, purchases or assignments changed. What a page
shows is what is stored; a command reckons anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Count, Max

from deeproot.measure.proof.difference import Difference
from deeproot.measure.proof.programmes import HORIZON, Kept, Proof
from deeproot.measure.proof.ratio import Ratio
from deeproot_app.measure import proof, uplift
from deeproot_app.measure.judged.reckon import NOW, money_known, store
from deeproot_app.measure.models import CustomerGain, Reckoned
from deeproot_app.record.models import Assignment

if TYPE_CHECKING:
    from deeproot.engines import Tables
    from deeproot.measure.uplift.programmes import Gains

RANKED: Final = 1_000
"""So many customers of each ranking are stored: whom to contact first."""
COLUMNS: Final = ("customer_id", "gain", "fact", "treated")


def bring_up_to_date(now: datetime) -> bool:
    """Reckon and store proof and uplift as of this morning, unless nothing changed; whether it had to."""
    as_of, known = proof.this_morning(now), _known(now)
    last = Reckoned.objects.filter(what="uplift", of_day=NOW).first()
    if last and (last.money, last.as_of) == (known, as_of):
        return False
    if not Assignment.objects.filter(assigned_at__lte=as_of).exists():
        Reckoned.objects.filter(what__startswith="proof:").delete()
        Reckoned.objects.filter(what="uplift").delete()
        CustomerGain.objects.all().delete()
        return False
    with uplift.opened_tables() as tables:
        for horizon in proof.HORIZONS:
            found = proof.of_tables(tables, as_of, horizon)
            store(_name(horizon), NOW, as_of, known, {"programmes": [plain(asdict(one)) for one in found]})
        _store_gains(tables, as_of, known)
    return True


def _known(now: datetime) -> str:
    """Which contracts, purchases and assignments there are; another where any changed."""
    found = Assignment.objects.filter(assigned_at__lte=now).aggregate(n=Count("pk"), last=Max("recorded_seq"))
    return f"{money_known()} {found['n']}:{found['last'] or 0}"


def _name(horizon: int) -> str:
    return f"proof:{horizon}"


def _store_gains(tables: Tables, as_of: datetime, known: str) -> None:
    found = uplift.of_tables(tables, as_of, HORIZON)
    with transaction.atomic():
        CustomerGain.objects.all().delete()
        for one in found:
            CustomerGain.objects.bulk_create(_ranked(one), batch_size=500)
        store("uplift", NOW, as_of, known, uplift.document(found, as_of, HORIZON))


def _ranked(one: Gains) -> Iterator[CustomerGain]:
    rows = one.ranking.iloc[:RANKED].reset_index(names="customer_id")[list(COLUMNS)]
    for place, (customer, gain, fact, treated) in enumerate(rows.itertuples(index=False), 1):
        yield CustomerGain(
            programme_id=one.programme_id,
            business=one.business,
            as_of=one.as_of,
            place=place,
            customer_id=customer,
            gain=None if gain != gain else gain,  # noqa: PLR0124 - not a number: a rule ranks
            fact=uplift.fact_said(fact),
            treated=treated,
        )


def stored_proofs(horizon: int) -> tuple[datetime, list[Proof]] | None:
    """The proof of every programme as it is stored, and its moment; None where none is."""
    row = Reckoned.objects.filter(what=_name(horizon), of_day=NOW).first()
    return (row.as_of, [_proof(one) for one in row.document["programmes"]]) if row else None


def plain(told: Any) -> Any:
    """What JSON has no word for as None."""
    if isinstance(told, Mapping):
        return {name: plain(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [plain(value) for value in told]
    return None if isinstance(told, float) and isnan(told) else told


def _proof(told: dict[str, Any]) -> Proof:
    moments = {name: datetime.fromisoformat(told[name]) for name in ("as_of", "first", "last")}
    ratio = Ratio(**told["ratio"]) if told["ratio"] else None
    return Proof(**{**told, **moments, "ratio": ratio, "kept": tuple(_kept(one) for one in told["kept"])})


def _kept(told: dict[str, Any]) -> Kept:
    by = told["known_by"] and datetime.fromisoformat(told["known_by"])
    value = {currency: _difference(one) for currency, one in told["value"].items()}
    return Kept(**{**told, "known_by": by, "stayed": _difference(told["stayed"]), "value": value})


def _difference(told: dict[str, Any]) -> Difference:
    read: dict[str, Any] = {
        name: _numbers(value) if isinstance(value, list) else float("nan") if value is None else value
        for name, value in told.items()
    }
    return Difference(**read)


def _numbers(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(float("nan") if value is None else value for value in values)
