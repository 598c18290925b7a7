"""Folders and files that Spark reads, wherever it reads from: a disk, HDFS, object storage."""

from __future__ import annotations

from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from deeproot.tables import TABLES, Problem, TablesError


def tables_in(spark: Any, folder: str) -> dict[str, str]:
    """The tables of a folder by name: ``<table>.parquet`` (a file, or the folder Spark writes) or ``<table>/``."""
    there = set(_names_in(spark, folder))
    found = {}
    for table in TABLES:
        for name in (f"{table}.parquet", table):
            if name in there:
                found[table] = f"{folder.rstrip('/')}/{name}"
                break
    if not found:
        says = f"holds no table; expected files such as {folder.rstrip('/')}/interactions.parquet"
        raise TablesError([Problem(folder, None, says)])
    return found


def read_files(spark: Any, path: str) -> Any:
    """A Parquet file, all Parquet files below a folder or pattern, or a Delta table. Raises what Spark raises."""
    if _is_there(spark, f"{path.rstrip('/')}/_delta_log"):
        return _read_delta(spark, path)
    read = spark.read.option("mergeSchema", "true")
    if any("=" not in name for name in _folders_in(spark, path)):
        # Folders named `month=06` Spark reads, and makes a column of them; all others it passes over unless told.
        read = read.option("recursiveFileLookup", "true")
    return read.parquet(path)


def _read_delta(spark: Any, path: str) -> Any:
    """Never as plain Parquet: the folder also holds rows that were deleted."""
    try:
        return spark.read.format("delta").load(path)
    except (PySparkException, Py4JJavaError) as error:
        if "DATA_SOURCE_NOT_FOUND" not in str(error):
            raise
        says = (
            "is a Delta table, and this Spark session has no Delta: start it with the package delta-spark, "
            "or give the table as Parquet"
        )
        raise TablesError([Problem(path, None, says)]) from None


def first_cause(error: Exception) -> str:
    """What was wrong in the first place, in one line of Spark's own."""
    cause = getattr(error, "java_exception", None)
    while cause is not None and cause.getCause() is not None:
        cause = cause.getCause()
    return str(error if cause is None else cause.getMessage()).splitlines()[0]


def _is_there(spark: Any, path: str) -> bool:
    files, at = _at(spark, path)
    try:
        return bool(files.exists(at))
    except Py4JJavaError:  # Spark says better what is wrong with it when it reads it
        return False


def _folders_in(spark: Any, path: str) -> list[str]:
    files, at = _at(spark, path)
    try:
        found = [each.getPath().getName() for each in files.listStatus(at) if each.isDirectory()]
    except Py4JJavaError:
        return []
    return [name for name in found if not name.startswith(("_", "."))]


def _names_in(spark: Any, folder: str) -> list[str]:
    files, at = _at(spark, folder)
    try:
        return [each.getPath().getName() for each in files.listStatus(at)]
    except Py4JJavaError as error:
        says = f"is not a folder that Spark can list: {first_cause(error)}"
        raise TablesError([Problem(folder, None, says)]) from None


def _at(spark: Any, path: str) -> tuple[Any, Any]:
    """The Hadoop file system of a path, with the session's own settings (such as credentials), and the path there."""
    at = spark._jvm.org.apache.hadoop.fs.Path(path)
    return at.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()), at
