"""Answers kept by content: the same question is asked once, and a run replays without a network."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

__all__ = ["AnswerFolder", "Answers", "NoAnswers", "answer_key"]


def answer_key(*, body: bytes, prompt: str, model: str, rules: str) -> str:
    """SHA-256 over the request, the prompt, the model and the rule set that will check the answer."""
    digest = hashlib.sha256()
    for part in (body, prompt.encode(), model.encode(), rules.encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class Answers(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> bytes | None:
        """The kept answer, or null."""
        ...

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer."""
        ...


class NoAnswers:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:
        """Null."""
        del key
        return None

    def put(self, key: str, answer: bytes) -> None:
        """Nothing."""
        del key, answer


class AnswerFolder:
    """A folder with one file an answer, named by its key; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """The kept answer, or null."""
        try:
            return (self._folder / f"{key}.json").read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer. Raises ``OSError`` where the folder refuses."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(answer)
        Path(name).replace(self._folder / f"{key}.json")
