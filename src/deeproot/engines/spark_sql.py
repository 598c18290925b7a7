"""Ibis expressions as SQL of Spark."""

from __future__ import annotations

import math
from typing import Any

import ibis
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


def written(asked: ibis.Table) -> str:
    """The SQL of an expression over tables that are only named."""
    _ = ibis.pyspark  # what Ibis lets one choose about Spark is there once its backend was asked for
    compiler = _Compiler()
    return str(compiler.to_sqlglot(asked).sql(dialect=compiler.dialect))


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """As Ibis writes it, but for what Spark would take otherwise than it is meant."""

    __slots__ = ()

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802 - Ibis finds it by this name
        """A float is a float: Spark reads 0.5 as a decimal number, whose quotients end after some digits."""
        if dtype.is_floating() and math.isfinite(value):
            return self.cast(sge.convert(value), dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)
