"""What a table is: its columns, their types, whether they may be null, and the words they may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow

Type = Literal["string", "timestamp", "int64", "float64", "bool", "list"]


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, whether it may be null, and the words it may take."""

    name: str
    type: Type
    null: bool = False
    says: str = ""
    words: tuple[str, ...] = ()
    default: bool | int | None = None
    """What an absent column is read as, where the record itself has a natural answer (``automatic`` = false)."""

    @property
    def may_be_absent(self) -> bool:
        """Whether a record may do without it: it may be null, or has a natural answer."""
        return self.null or self.default is not None or self.type == "list"


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that identify a row."""

    name: str
    key: tuple[str, ...]
    says: str
    columns: tuple[Column, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def arrow_schema(self) -> pyarrow.Schema:
        """The table's Arrow schema; the library pyarrow is loaded here, not with this module."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "timestamp": pa.timestamp("us"),
            "int64": pa.int64(),
            "float64": pa.float64(),
            "bool": pa.bool_(),
            "list": pa.list_(pa.string()),
        }
        return pa.schema([pa.field(column.name, types[column.type]) for column in self.columns])


def columns_of(text: str, **more: Column) -> tuple[Column, ...]:
    """Read ``name: type? says`` lines into columns; ``more`` gives those that need words or a default."""
    columns = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        head, _, says = line.partition(" -- ")
        name, _, kind = head.partition(":")
        kind = kind.strip()
        given = more.get(name.strip())
        columns.append(given or Column(name.strip(), kind.rstrip("?"), kind.endswith("?"), says.strip()))  # type: ignore[arg-type]
    return tuple(columns)
