"""Decode a YAML file that a person wrote into a frozen record, with errors that name file, line and field.

YAML 1.2 core scalars only: ``no`` and ``2016-12-05`` stay strings, so that a party called ``NO`` or a
date is never changed into another type. Anchors, tags and duplicate keys are refused: they hide what
a reader of the file sees. Size and depth are limited.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import msgspec
import yaml

from trucewatch.errors import InputError, UsageError

__all__ = ["MAX_DEPTH", "MAX_YAML_BYTES", "YamlTree", "decode_yaml", "load_yaml", "parse_yaml", "read_text"]

MAX_YAML_BYTES = 4_000_000
MAX_DEPTH = 32

T = TypeVar("T")
Path_: TypeAlias = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_STEP = re.compile(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]")


class YamlTree:
    """A parsed file: ``value`` as plain Python data and the line on which each field stands."""

    def __init__(self, value: Any, lines: dict[Path_, int], name: str) -> None:
        self.value = value
        self.name = name
        self._lines = lines

    def line(self, path: Path_) -> int:
        """The 1-based line of the deepest known ancestor of ``path``."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def where(self, path: Path_) -> str:
        """``file:line`` of a field, for an error."""
        return f"{self.name}:{self.line(path)}"


def parse_yaml(text: str, name: str, *, own: bool = False) -> YamlTree:
    """Parse ``text``; ``name`` is the file name shown in errors. Raises :class:`InputError`.

    ``own``: a file of this package, read by the C parser where there is one; text from outside never is, since
    its nesting is not limited there.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if own else yaml.SafeLoader
    if len(text.encode("utf-8", "surrogatepass")) > MAX_YAML_BYTES:
        raise InputError("the file is too large", where=name, expected=f"at most {MAX_YAML_BYTES} bytes")
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise InputError(
                    "an alias is used",
                    where=f"{name}:{event.start_mark.line + 1 if event.start_mark else 1}",
                    expected="values written out",
                    hint="copy the value instead of referring to it with *",
                )
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise InputError(
            f"the YAML is broken: {error.problem or error.context}",
            where=f"{name}:{line}",
            hint="check the indentation, colons and quotes of this line and the one before",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(f"the YAML is broken: {error}", where=name) from error
    lines: dict[Path_, int] = {}
    value = None if node is None else _build(node, (), lines, name)
    return YamlTree(value, lines, name)


def decode_yaml(text: str, kind: type[T], name: str, *, own: bool = False) -> T:
    """Decode ``text`` into ``kind`` (a msgspec type). Raises :class:`InputError` with file, line and field."""
    tree = parse_yaml(text, name, own=own)
    try:
        return msgspec.convert(tree.value, kind, strict=True)
    except msgspec.ValidationError as error:
        message, path = _split(str(error))
        field = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        raise InputError(
            message,
            where=tree.where(path),
            got=f"field {field}" if field else "the whole file",
            hint="see the JSON Schema of this file for what it may hold",
        ) from error


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read and decode one file. Raises :class:`UsageError` when it is missing, :class:`InputError` otherwise."""
    return decode_yaml(read_text(path), kind, str(path))


def read_text(path: Path) -> str:
    """The text of a UTF-8 file that a person wrote."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError("the file does not exist", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "the file is not UTF-8", where=str(path), got=f"byte {error.start}", hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", where=str(path)) from error


def _build(node: yaml.Node, path: Path_, lines: dict[Path_, int], name: str) -> Any:
    lines[path] = node.start_mark.line + 1
    where = f"{name}:{node.start_mark.line + 1}"
    if len(path) > MAX_DEPTH:
        raise InputError("the file is nested too deeply", where=where, expected=f"at most {MAX_DEPTH} levels")
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise InputError("a key is not plain text", where=where)
            key = str(key_node.value)
            if key in mapping:
                raise InputError(
                    f"the key {key!r} stands twice",
                    where=f"{name}:{key_node.start_mark.line + 1}",
                    hint="keep one of the two",
                )
            mapping[key] = _build(value_node, (*path, key), lines, name)
            lines[(*path, key)] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), lines, name) for i, item in enumerate(node.value)]
    return _scalar(node, where)


def _scalar(node: yaml.Node, where: str) -> str | int | float | bool | None:
    text = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">"):
        return text
    if node.tag.startswith("!"):
        raise InputError("a tag is used", where=where, got=node.tag, expected="plain values")
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def _split(message: str) -> tuple[str, Path_]:
    """Take msgspec's ``message - at `$.a[0].b``` apart."""
    head, sep, tail = message.partition(" - at `")
    if not sep:
        return message, ()
    steps: list[str | int] = []
    for key, index in _STEP.findall(tail):
        if index == "...":
            break
        steps.append(key if key else int(index))
    return head, tuple(steps)
