"""All that is held of one person, taken out for them: readable files of what is theirs, and of nobody else.

README.txt      what lies here, in plain words, table by table
person.json     who they are here: ids, names, addresses; when this was taken out
data.json       every row of every table that is theirs
tables/*.csv    the same, a table a file
mails/*.eml     the mails that passed, as they came; what was attached to each beside it
SHA256SUMS      a digest of each file
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db.models import BinaryField, ForeignKey, Model

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.life import NOT_TAKEN, Life, lives
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.own_link import masked
from deeproot_app.channels.email import parse
from deeproot_app.channels.email.body import attached
from deeproot_app.channels.shapes import Received
from deeproot_app.record.importing.mail.kept import raw_mail
from deeproot_app.record.models import Interaction
from deeproot_app.record.person.rows import in_order, name_of, theirs
from deeproot_app.record.person.whom import Person, find
from deeproot_app.record.safe import safe

ACT: Final = "person.export"
OUR_OWN: Final = re.compile(r"^(actor|by|user|\w+_by|\w+_actor|wrote|before|recorded_seq|changed_seq|batch|line)$")
"""Columns that tell which of us did it, or how a row is kept: ours, and not theirs."""
OPENING: Final = """What {company} holds of you
{line}

Taken out on {day}. These files hold what we keep about you, and what passed between us.

person.json   how we know you: your names, addresses and ids
data.json     every entry about you, for programs
tables/       the same entries, a file for each kind, for a spreadsheet
mails/        mails that passed between us, as they were sent, with what was attached
SHA256SUMS    a digest of each file, by which a change would show

You may ask us to correct or to erase any of it, and object to our using it.

What the tables hold
--------------------
"""


def take(actor: access.Actor, who: str, place: Path) -> dict[str, int]:
    """Write all that is held of whom ``who`` names to the folder ``place``, or to one file where it ends in .zip.

    Gives {table: rows}. Raises NotAllowed, and UserError for what names nobody, a place that cannot be written to, and
    a folder that holds anything already.
    """
    person = find(actor, ACT, who)
    try:
        with TemporaryDirectory(prefix="deeproot-") as spare:
            folder = Path(spare) / "person" if place.suffix == ".zip" else place
            if folder.exists() and any(folder.iterdir()):
                raise UserError(f"{folder} holds files already; choose an empty folder.")
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            counts = write(person, folder)
            if place.suffix == ".zip":
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(shutil.make_archive(str(Path(spare) / "all"), "zip", folder), place)
                place.chmod(0o600)
    except OSError as fault:
        raise UserError(f"{place} cannot be written: {(fault.strerror or 'no reason given').lower()}.") from None
    _audited(actor, person, sum(counts.values()))
    return counts


def document(actor: access.Actor, who: str) -> dict[str, Any]:
    """All that is held of whom ``who`` names, as one document: who they are here, and every row that is theirs.

    The mails as they came are only in the files. Raises as `take` does.
    """
    person = find(actor, ACT, who)
    data = {name_of(model): rows for model, rows in held(person)}
    _audited(actor, person, sum(map(len, data.values())))
    told = {"taken_out_at": clock.now(), "person": person.document(), "data": data}
    return dict(json.loads(json.dumps(told, default=_plain)))


def held(person: Person) -> Iterator[tuple[type[Model], list[dict[str, Any]]]]:
    """The rows of each table that are theirs, where there are any. One query a table."""
    for model in reversed(in_order()):
        if rows := list(_rows(model, lives()[model], person)):
            yield model, rows


def _audited(actor: access.Actor, person: Person, rows: int) -> None:
    about = ("contact", person.contacts[0]) if person.contacts else ("person", "")
    audit.write(actor, "person.export", about, rows=rows)


def write(person: Person, folder: Path) -> dict[str, int]:
    """Write the files; {table: rows}."""
    (folder / "tables").mkdir()
    data: dict[str, list[dict[str, Any]]] = {}
    told: list[str] = []
    for model, rows in held(person):
        name = name_of(model)
        data[name] = rows
        _csv(folder / "tables" / f"{name}.csv", rows)
        told.append(f"{name} ({len(rows):,}): {says(model)}")
    now = clock.now()
    _json(folder / "person.json", {"taken_out_at": now, **person.document()})
    _json(folder / "data.json", data)
    mails = _mails(person, folder / "mails")
    told.append(f"mails ({mails:,}): the mails that passed, as they came.")
    company = Organisation.get().name or "We"
    opening = OPENING.format(company=company, line="=" * (len(company) + 18), day=f"{now:%Y-%m-%d}")
    (folder / "README.txt").write_text(opening + "\n".join(told) + "\n", encoding="utf-8")
    _sums(folder)
    return {name: len(rows) for name, rows in data.items()} | ({"mails": mails} if mails else {})


def _rows(model: type[Model], life: Life, person: Person) -> Iterator[dict[str, Any]]:
    """The rows of a table that are theirs, by the columns that tell of them."""
    wanted = theirs(person, life)
    if life.taken == NOT_TAKEN or not wanted:
        return
    columns = [field.attname for field in model._meta.concrete_fields if _shown(field, life)]
    for row in model._base_manager.filter(wanted).order_by("pk").values(*columns).iterator(2_000):
        kept = {name: value for name, value in row.items() if value not in (None, "", [], {})}
        yield {name: masked(value) if isinstance(value, str) else value for name, value in kept.items()}


def _shown(field: Any, life: Life) -> bool:
    ours = isinstance(field, ForeignKey) and field.related_model is User
    return not (ours or isinstance(field, BinaryField) or field.name in life.secret or OUR_OWN.match(field.name))


def says(model: type[Model]) -> str:
    """What a table holds, as its model says."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _csv(file: Path, rows: list[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def _cell(value: Any) -> str:
    if isinstance(value, list | dict):
        return safe(json.dumps(value, ensure_ascii=False, default=_plain))
    if isinstance(value, date):
        return clock.written(value)
    return "" if value is None else safe(value) if isinstance(value, str) else str(value)


def _json(file: Path, document: Any) -> None:
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return clock.written(value)
    return float(value) if isinstance(value, Decimal) else str(value)


def _mails(person: Person, folder: Path) -> int:
    """The mails that passed with them, as they came; how many that were."""
    done = 0
    own = Interaction.objects.filter(theirs(person, lives()[Interaction]), channel="email").order_by(
        "happened_at", "pk"
    )
    for row in own.iterator(500):
        raw = raw_mail(row)
        if raw is None:
            continue
        folder.mkdir(exist_ok=True)
        done += 1
        (folder / f"{done:05}.eml").write_bytes(raw)
        _attached(raw, folder, done)
    return done


def _attached(raw: bytes, folder: Path, number: int) -> None:
    """What was attached to a mail, beside it, under names of our own making."""
    mail = parse(raw)
    for place, one in enumerate(mail.attachments if isinstance(mail, Received) else ()):
        found = attached(raw, place)
        if found is not None:
            name = re.sub(r"[^\w.\-]+", "_", one.name)[-80:].lstrip(".") or "attachment"
            (folder / f"{number:05}-{place + 1}-{name}").write_bytes(found[1])


def _sums(folder: Path) -> None:
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    lines = [f"{sha256(one.read_bytes()).hexdigest()}  {one.relative_to(folder).as_posix()}\n" for one in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
