"""A standalone Spark cluster on loopback, for tests: a master and workers, each a process of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from deeproot_app.understand.engine import SETTINGS

MEMORY = "700m"
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A Java that lives for a minute does not pay for being made faster."""


class NoSpark(RuntimeError):
    """Spark cannot run here; the message says what is missing."""


def needed() -> None:
    """Raise NoSpark where pyspark or Java is missing."""
    if importlib.util.find_spec("pyspark") is None:
        raise NoSpark("pyspark is not installed; ./run test --spark installs it and runs these tests")
    if shutil.which("java") is None:
        raise NoSpark("there is no java; on Debian or Ubuntu, apt install openjdk-17-jre-headless")


class Cluster:
    """A master and its workers, one core each."""

    def __init__(self, workers: int) -> None:
        import pyspark

        self._home = Path(pyspark.__file__).parent
        self.folder = Path(mkdtemp(prefix="deeproot-spark-"))
        port = _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("master.Master", "--port", str(port), "--webui-port", "0")
        until(lambda: _answers(port), "the master does not answer")
        self.workers = [self.add_worker() for _ in range(workers)]

    def add_worker(self) -> subprocess.Popen[bytes]:
        folder = mkdtemp(prefix="worker-", dir=self.folder)
        has = ("--cores", "1", "--memory", MEMORY, "--port", "0", "--webui-port", "0", "--work-dir", folder)
        return self._start("worker.Worker", *has, self.master)

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Each in a group of its own: what a worker starts dies with it."""
        command = [self._home / "bin/spark-class", f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1", *arguments]
        own = {
            "SPARK_HOME": str(self._home),
            "SPARK_DAEMON_MEMORY": "192m",
            "SPARK_DAEMON_JAVA_OPTS": BRIEF,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder),
        }
        log = (self.folder / f"{name}-{len(self._processes)}.log").open("wb")
        process = subprocess.Popen(
            command, env=os.environ | own, start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        self._processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a worker and the executors it started, without a word to anybody."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in reversed(self._processes):
            if process.poll() is None:
                self.kill(process)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def cluster(workers: int = 2) -> Iterator[Cluster]:
    needed()
    started = Cluster(workers)
    try:
        yield started
    finally:
        started.stop()


def session_on(started: Cluster) -> Any:
    """A session on the cluster, once both workers are there; its zone and its other settings are a user's own."""
    from pyspark.sql import SparkSession

    told = SETTINGS | {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": BRIEF,
        "spark.executor.extraJavaOptions": BRIEF,
        "spark.executor.memory": MEMORY,
        "spark.local.dir": str(started.folder),
        "spark.sql.warehouse.dir": str(started.folder / "warehouse"),
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
        "spark.shuffle.io.maxRetries": "1",  # a dead worker is found out sooner
        "spark.shuffle.io.retryWait": "1s",
        "spark.cores.max": str(len(started.workers)),
        "spark.sql.shuffle.partitions": str(len(started.workers)),
        "spark.sql.session.timeZone": "Asia/Kolkata",
        "spark.sql.ansi.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(started.master).appName("deeproot tests")
    return builder.config(map=told).getOrCreate()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(true: Any, says: str, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            raise NoSpark(f"{says} after {seconds:.0f} s")
        time.sleep(0.1)
