"""Folders that Spark reaches by a URL (``s3a://``, ``hdfs://``, ``abfs://`` ...), through its own file systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trucewatch.batch.listing import OF_TABLES, SIDECAR, parquet_kind
from trucewatch.batch.plan import Item
from trucewatch.errors import InputError, UsageError
from trucewatch.intake.given import Given
from trucewatch.pipeline.arrivals import SourceNote
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["HadoopFolder", "list_hadoop", "read_bytes"]


class HadoopFolder:
    """A folder at a URL. A file gets its name once it is written."""

    def __init__(self, session: Any, url: str) -> None:
        self.where = url.rstrip("/")
        self._session = session
        self._fs = _file_system(session, self.where)

    def read(self, name: str) -> bytes | None:
        path = self._path(name)
        return read_bytes(self._session, self._fs, path) if self._fs.exists(path) else None

    def write(self, name: str, data: bytes) -> None:
        folder, _, file = name.rpartition("/")
        made, target = self._path(f"{folder}/.{file}.new" if folder else f".{file}.new"), self._path(name)
        stream = self._fs.create(made, True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()
        if self._fs.exists(target):
            self._fs.delete(target, False)
        if not self._fs.rename(made, target):
            raise InputError("a file cannot be put in place", where=f"{self.where}/{name}")

    def names(self, name: str) -> Sequence[str]:
        path = self._path(name)
        if not self._fs.exists(path):
            return ()
        return sorted(str(status.getPath().getName()) for status in self._fs.listStatus(path))

    def remove(self, name: str) -> None:
        self._fs.delete(self._path(name), True)

    def _path(self, name: str) -> Any:
        return _path(self._session, f"{self.where}/{name}" if name else self.where)


def list_hadoop(session: Any, url: str, given: Given) -> Iterator[Item]:
    """The files at a URL, in the order of their names. Raises :class:`UsageError` for a place that is none."""
    fs, root = _file_system(session, url), _path(session, url)
    try:
        if not fs.exists(root):
            raise UsageError("the file does not exist", where=url)
        found = _files(fs, root)
    except UsageError:
        raise
    except Exception as problem:
        raise UsageError(
            "the place cannot be listed", where=url, got=str(problem).split("\n")[0][:300],
            hint="check the address and the settings of its file system (--conf spark.hadoop.fs...)",
        ) from problem  # fmt: skip
    base = root.toString()
    notes = {uri for uri, _, _ in found if uri.endswith(SIDECAR)}
    for uri, size, modified in sorted(found, key=lambda one: one[0].split("/")):
        inside = uri.removeprefix(base).split("/")
        name = uri.rsplit("/", 1)[-1]
        if uri in notes or name in OF_TABLES or any(part.startswith(".") for part in inside):
            continue
        told = _given(session, fs, uri, notes, given)
        kind, unfit = parquet_kind(name, lambda uri=uri: _schema(session, uri))  # type: ignore[misc]
        yield Item(
            uri=uri,
            name=name,
            size=size,
            modified=modified,
            kind=kind,
            published=told.published,
            source=told.source,
            lang=told.lang,
            reason="unsupported" if unfit else None,
            detail=unfit,
        )


def read_bytes(session: Any, fs: Any, path: Any) -> bytes:
    """All bytes of a file."""
    stream = fs.open(path)
    try:
        return bytes(session._jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
    finally:
        stream.close()


def escaped(uri: str) -> str:
    """A path that stands for itself where Hadoop would read a pattern."""
    return "".join("\\" + sign if sign in "\\{}[]*?" else sign for sign in uri)


def _files(fs: Any, root: Any) -> list[tuple[str, int, int]]:
    if fs.getFileStatus(root).isFile():
        status = fs.getFileStatus(root)
        return [(str(status.getPath().toString()), int(status.getLen()), int(status.getModificationTime()))]
    found = []
    each = fs.listFiles(root, True)
    while each.hasNext():
        status = each.next()
        found.append((str(status.getPath().toString()), int(status.getLen()), int(status.getModificationTime())))
    return found


def _given(session: Any, fs: Any, uri: str, notes: set[str], given: Given) -> Given:
    folder, _, name = uri.rpartition("/")
    stem = name.rpartition(".")[0] or name
    note = next((n for n in (f"{folder}/{stem}{SIDECAR}", f"{uri}{SIDECAR}") if n in notes), None)
    if note is None:
        return given
    said = decode_yaml(read_bytes(session, fs, _path(session, note)).decode("utf-8"), SourceNote, note)
    return Given(
        published=given.published or said.published,
        source=given.source or said.source,
        lang=given.lang or said.lang,
    )


def _schema(session: Any, uri: str) -> Any:
    from pyspark.sql.pandas.types import to_arrow_schema

    try:
        return to_arrow_schema(session.read.parquet(escaped(uri)).schema)
    except Exception as problem:
        raise InputError("no Parquet file", where=uri) from problem


def _path(session: Any, url: str) -> Any:
    return session._jvm.org.apache.hadoop.fs.Path(url)


def _file_system(session: Any, url: str) -> Any:
    try:
        return _path(session, url).getFileSystem(session._jsc.hadoopConfiguration())
    except Exception as problem:
        raise UsageError(
            "Spark does not know such a place", where=url, got=str(problem).split("\n")[0][:300],
            hint="add the package of its file system, as docs/how-to/read-on-a-cluster.md says",
        ) from problem  # fmt: skip
