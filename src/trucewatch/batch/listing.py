"""The files of an input on this machine, in the order in which a run would take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from trucewatch.batch.plan import Item, Kind
from trucewatch.errors import InputError, TrucewatchError, UsageError
from trucewatch.intake.given import Given
from trucewatch.pipeline.arrivals import given_of, inbox_files

__all__ = ["OF_TABLES", "SIDECAR", "check_places", "is_local", "list_local", "local_path", "parquet_kind", "scheme_of"]

_SCHEME: Final = "file:"
SIDECAR: Final = ".source.yaml"
OF_TABLES: Final = frozenset({"_SUCCESS", "_metadata", "_common_metadata"})
"""Files that stand among Parquet files and are no documents."""
_TEXTS: Final = ("name", "published", "source", "lang")


def scheme_of(place: str) -> str:
    """``s3a`` of ``s3a://bucket/folder``; ``file`` of a path."""
    head, mark, _ = place.partition("://")
    if mark:
        return head.lower()
    return "file"


def is_local(place: str) -> bool:
    """Whether a place is on this machine."""
    return scheme_of(place) == "file"


def local_path(place: str) -> Path:
    """The path of ``file:/folder``, ``file:///folder`` or a plain path."""
    if place.startswith("file://"):
        return Path(place.removeprefix("file://"))
    return Path(place.removeprefix(_SCHEME)) if place.startswith("file:/") else Path(place)


def list_local(place: str, given: Given) -> Iterator[Item]:
    """The files at a path: itself, or those of a folder by their names. Raises :class:`UsageError` for no path."""
    root = local_path(place)
    if not root.exists() and not root.is_symlink():
        raise UsageError("the file does not exist", where=place)
    for path in inbox_files(root) if root.is_dir() and not root.is_symlink() else (root,):
        if path.name not in OF_TABLES:
            yield _item(path, given)


def _item(path: Path, given: Given) -> Item:
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    whole = path.absolute()
    uri = _SCHEME + str(whole)
    try:
        uri.encode("utf-8")
    except UnicodeEncodeError:
        shown = uri.encode("utf-8", "replace").decode("utf-8")
        return Item(uri=shown, name=name, size=0, modified=0, reason="missing", detail="its name is not UTF-8")
    if path.is_symlink():
        detail = "a symbolic link is not followed"
        return Item(uri=uri, name=name, size=0, modified=0, reason="missing", detail=detail)
    try:
        status = path.stat()
        told = given_of(path, given) or given
    except OSError as error:
        detail = f"the file cannot be opened: {error.strerror or type(error).__name__}"
        return Item(uri=uri, name=name, size=0, modified=0, reason="missing", detail=detail)
    kind, problem = parquet_kind(path.name, lambda: pq.read_schema(path))
    return Item(
        uri=uri,
        name=name,
        size=status.st_size,
        modified=status.st_mtime_ns,
        kind=kind,
        published=told.published,
        source=told.source,
        lang=told.lang,
        reason="unsupported" if problem else None,
        detail=problem,
    )


def parquet_kind(name: str, schema: Callable[[], pa.Schema]) -> tuple[Kind, str | None]:
    """Whether a file is one of Parquet by its name, and if so why it holds no documents, or null."""
    if not name.lower().endswith(".parquet"):
        return "file", None
    return "parquet", _problem(schema)


def _problem(schema: Callable[[], pa.Schema]) -> str | None:
    """A Parquet file of documents needs ``content`` (bytes) or ``text``."""
    try:
        fields = {field.name: field.type for field in schema()}
    except (pa.ArrowException, OSError, TrucewatchError) as error:
        return f"it is no Parquet file that can be read: {type(error).__name__}"
    content, text = fields.get("content"), fields.get("text")
    if content is not None and not (pa.types.is_binary(content) or pa.types.is_large_binary(content)):
        return f"the column content holds {content} and not bytes"
    if content is None and text is None:
        return f"it has no column content or text; it has {', '.join(list(fields)[:20])}"
    for name in ("text", *_TEXTS):
        kind = fields.get(name)
        if kind is not None and not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            return f"the column {name} holds {kind} and not text"
    return None


def check_places(places: Iterable[str]) -> None:
    """Raise :class:`InputError` for a place that this machine alone cannot read."""
    for place in places:
        if not is_local(place):
            raise InputError("object storage is read by Spark", where=place, hint="add --engine spark")
