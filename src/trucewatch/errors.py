"""The errors a user can meet, in one small tree.

Each error says what was expected, what arrived, where (file, line, field) and what to do next. A bad
input raises one of these or becomes a recorded rejection; a leaked ``ValueError`` is a defect.
Exit codes of the command line follow from the class: 1 when something in the input was refused,
2 when the command was used wrongly.
"""

from __future__ import annotations

from typing import TypedDict, Unpack

__all__ = [
    "ActError",
    "CaseError",
    "ConflictError",
    "DocumentError",
    "InputError",
    "KeyRefusedError",
    "NoteError",
    "ProtectionError",
    "RecordError",
    "StoreError",
    "Told",
    "TrucewatchError",
    "UsageError",
]


class Told(TypedDict, total=False):
    """What an error says beside its message.

    ``where`` is a file, ``file:line`` or a field path; ``expected`` and ``got`` are short phrases;
    ``hint`` is what to do next.
    """

    where: str | None
    expected: str | None
    got: str | None
    hint: str | None


class TrucewatchError(Exception):
    """Base of all errors that trucewatch raises on purpose; :meth:`diagnostics` shows all of :class:`Told`."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        got: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.expected = expected
        self.got = got
        self.hint = hint

    def diagnostics(self) -> str:
        """The whole message, one fact a line, as the command line prints it."""
        head = f"{self.where}: {self.message}" if self.where else self.message
        lines = [head]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.got:
            lines.append(f"  got: {self.got}")
        if self.hint:
            lines.append(f"  do: {self.hint}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.diagnostics()


class UsageError(TrucewatchError):
    """The command was called wrongly: a missing file, an unknown option value, a folder that is no case."""

    exit_code = 2


class InputError(TrucewatchError):
    """A file that a person wrote (YAML, GeoJSON, CSV) does not say what it must; ``where`` holds file and line."""


class CaseError(InputError):
    """A case folder is incomplete or its files contradict one another."""


class ActError(InputError):
    """An act that the rules of the body do not allow; ``field`` is the field of the act that is at fault."""

    def __init__(self, message: str, *, field: str, **told: Unpack[Told]) -> None:
        super().__init__(message, **told)
        self.field = field


class ConflictError(TrucewatchError):
    """Somebody else changed a record since it was looked at; nothing was written. ``record`` is its id."""

    def __init__(self, message: str, *, record: str, **told: Unpack[Told]) -> None:
        super().__init__(message, **told)
        self.record = record


class DocumentError(TrucewatchError):
    """A document could not be read; ``reason`` is a code of the list ``unread_reason``."""

    def __init__(self, message: str, *, reason: str, **told: Unpack[Told]) -> None:
        super().__init__(message, **told)
        self.reason = reason


class RecordError(TrucewatchError):
    """The record does not hold together: an entry was changed, removed or moved, or bytes are not canonical."""


class NoteError(RecordError):
    """A signed note, a checkpoint, a proof or a policy is not in its published form, or a signature fails."""


class KeyRefusedError(RecordError):
    """A key may not be used: it is weak, enrolled already, revoked, or its owner did not prove possession."""


class StoreError(TrucewatchError):
    """The read models cannot be opened, written or rebuilt."""


class ProtectionError(TrucewatchError):
    """Something protected may not be seen, opened or changed in this way. The message never holds its value."""
