"""The forms of the import pages: how a file is read, and which of its columns is which of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from deeproot.tables import TABLES, Column
from deeproot_app.base.errors import UserError
from deeproot_app.record.importing.mapping import built_in
from deeproot_app.record.importing.plan import Options, source_of
from deeproot_app.record.models import FileMapping
from deeproot_app.record.uploads import own
from deeproot_app.record.uploads.own import Wish

NAME: Final = re.compile(r"[\w][\w .\-]*")


def known_mappings() -> list[tuple[str, str]]:
    """Every mapping that can be chosen on a page, those that people saved first."""
    saved = list(FileMapping.objects.order_by("name").values_list("name", flat=True))
    return [(f"mapping:{name}", name) for name in (*saved, *(one for one in built_in() if one not in saved))]


class ReadAs(forms.Form):
    """How a file is to be read."""

    way = forms.ChoiceField(label="Read it as", required=False)
    source = forms.CharField(
        label="Source", required=False, max_length=100, help_text="The system it comes from: the first part of its ids."
    )
    creates_customers = forms.BooleanField(
        label="Create customers that are not recorded yet, by their id", required=False
    )

    customer = forms.CharField(
        label="Customer",
        required=False,
        max_length=300,
        help_text="Whose the calls of a transcript or a calendar are: the customer's id.",
    )
    at = forms.CharField(
        label="Began at",
        required=False,
        max_length=40,
        help_text="When the call began, where its transcript does not say: 2026-03-12T14:00",
    )

    def __init__(self, *args: Any, talks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not talks and not self.is_bound:
            del self.fields["customer"], self.fields["at"]
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [
            ("", "What its header says"),
            ("Tables", [(f"table:{name}", name) for name in TABLES]),
            ("Mappings", known_mappings()),
        ]

    def clean_source(self) -> str:
        given = self.cleaned_data["source"].strip()
        try:
            return source_of(given) if given else ""
        except UserError:
            raise ValidationError("A source's name has no colon.") from None

    def options(self) -> Options:
        kind, _, name = self.cleaned_data["way"].partition(":")
        return Options(
            table=name if kind == "table" else None,
            source=self.cleaned_data["source"] or None,
            mapping=name if kind == "mapping" else None,
            creates_customers=self.cleaned_data["creates_customers"],
            customer=self.cleaned_data["customer"].strip() or None,
            at=self.cleaned_data["at"].strip() or None,
        )

    def clean_at(self) -> str:
        given = str(self.cleaned_data["at"]).strip()
        try:
            datetime.fromisoformat(given) if given else None
        except ValueError:
            raise ValidationError("A moment is written like 2026-03-12T14:00.") from None
        return given


def way_of(options: Options) -> str:
    """The choice that options stand for."""
    if options.mapping:
        return f"mapping:{options.mapping}"
    return f"table:{options.table}" if options.table else ""


class OwnMapping(forms.Form):
    """The name under which a mapping is saved, and what holds for all of it."""

    name = forms.CharField(max_length=100, help_text="Files with these columns are read this way from now on.")
    source = forms.CharField(
        label="Source", required=False, max_length=100, help_text="The system such files come from."
    )
    creates_customers = forms.BooleanField(
        label="Create customers that are not recorded yet, by their id", required=False
    )
    clean_source = ReadAs.clean_source

    def __init__(self, *args: Any, replaces: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaces = replaces

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not NAME.fullmatch(name) or name.endswith(".json"):
            raise ValidationError(
                "A mapping's name has letters, digits, blanks, dots and hyphens, and begins with a letter."
            )
        if name in built_in():
            raise ValidationError("One of our own mappings has this name; choose another.")
        if name != self.replaces and FileMapping.objects.filter(name=name).exists():
            raise ValidationError("There is a mapping of this name already; choose another.")
        return name


class OurColumn(forms.Form):
    """Where one of our columns comes from."""

    source = forms.ChoiceField(required=False)
    constant = forms.CharField(required=False, max_length=300, strip=True)
    format = forms.ChoiceField(required=False, choices=list(own.TIMES.items()))
    comma = forms.BooleanField(required=False, label="A comma stands before the decimals")
    words = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, table: str, column: Column, header: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column, self.needed = column, own.needed(table, column.name)
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [
            (own.LEAVE, "Choose…" if self.needed else "Leave it out"),
            ("Columns of the file", [(f"{own.THEIRS}{at}", name) for at, name in enumerate(header) if name.strip()]),
            ("Otherwise", [(own.ALWAYS, "The same in every row"), *self._made(table)]),
        ]
        says = f"{column.name}: " if column.name else ""
        labels = {
            "source": "comes from",
            "constant": "what it is in every row",
            "format": "its times are written",
            "words": "their words for ours",
        }
        for name, label in labels.items():
            self.fields[name].label = f"{says}{label}"

    def _made(self, table: str) -> list[tuple[str, str]]:
        made = own.can_be_made(table, self.column.name)
        return [(own.MADE, "An id made from the content of the row")] if made else []

    @property
    def shown(self) -> list[str]:
        """The fields beside the source that this kind of column has."""
        more = {"timestamp": ["format"], "float64": ["comma"], "bool": ["words"]}.get(self.column.type, [])
        return [*more, *(["words"] if self.column.words else [])]

    @property
    def first(self) -> bool:
        """Whether it stands among the columns that are looked at first: needed, or found in the file."""
        return self.needed or self["source"].value() not in (None, own.LEAVE) or bool(self.is_bound and self.errors)

    @property
    def open(self) -> bool:
        """Whether something beyond the source is said of it."""
        given = self.initial or {}
        return bool(self.errors) or any(given.get(name) for name in ("constant", *self.shown))

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(said["source"], said["constant"], said["format"], said["comma"], said["words"])


def column_forms(
    table: str, header: Sequence[str], wishes: Mapping[str, Wish], data: Any | None = None
) -> list[OurColumn]:
    """A form for each of our columns, filled in with the wishes, or with what was sent."""
    return [
        OurColumn(table, column, header, data, prefix=column.name, initial=vars(wishes.get(column.name, Wish())))
        for column in own.ours(table)
    ]
