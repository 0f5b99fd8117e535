"""A session of Spark with the settings that reading needs, or a clear word on what is missing."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from trucewatch.errors import UsageError

__all__ = ["check_installed", "open_session", "parse_settings"]

_LOGGING: Final = Path(__file__).with_name("log4j2.properties")
_ALWAYS: Final = {
    "spark.app.name": "trucewatch batch",
    "spark.ui.showConsoleProgress": "false",
    # documents are large: few rows go to a worker at a time, so that a batch stays far from the limit of Arrow
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.session.timeZone": "UTC",
}
_ON_THIS_MACHINE: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def parse_settings(given: list[str] | None) -> dict[str, str]:
    """``KEY=VALUE`` words as settings. Raises :class:`UsageError` for any other word."""
    found: dict[str, str] = {}
    for word in given or ():
        key, mark, value = word.partition("=")
        if not mark or not key.startswith("spark."):
            raise UsageError("no setting of Spark", where="--conf", expected="spark.KEY=VALUE", got=word)
        found[key] = value
    return found


def check_installed() -> None:
    """Raise :class:`UsageError` where Spark or Java is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pyspark  # noqa: F401 - only whether it is there
    except ImportError as problem:
        raise UsageError(
            "Apache Spark is not installed",
            where="--engine spark",
            hint="pip install 'trucewatch[spark]', or use --engine embedded",
        ) from problem
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise UsageError(
            "Java is not found",
            where="--engine spark",
            expected="Java 17 or later on PATH or in JAVA_HOME",
            hint="apt-get install openjdk-17-jre-headless, or use --engine embedded",
        )


def open_session(master: str | None = None, settings: Mapping[str, str] | None = None) -> Any:
    """The session that stands, or a new one. ``settings`` win over those that are always set.

    Without a master, that of ``spark-submit`` holds, else this machine. Raises :class:`UsageError` where Spark or Java
    is missing, or Spark cannot start.
    """
    check_installed()
    # the reader uses no pandas: what pyspark says of its version is of no interest here
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    from pyspark.sql import SparkSession

    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if master is None and not submitted and not (settings or {}).get("spark.master"):
        master = "local[*]"
    chosen = dict(_ALWAYS)
    if not submitted:
        chosen["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}"
    if master is not None and master.startswith("local"):
        chosen |= _ON_THIS_MACHINE
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        if "PYTHONPATH" in os.environ:
            chosen["spark.executorEnv.PYTHONPATH"] = os.environ["PYTHONPATH"]
    builder = SparkSession.builder
    if master is not None:
        builder = builder.master(master)
    for key, value in (chosen | dict(settings or {})).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as problem:
        raise UsageError(
            "Spark cannot start", where=master or "spark-submit", got=str(problem).split("\n")[0][:300],
            hint="see docs/how-to/read-on-a-cluster.md",
        ) from problem  # fmt: skip
