"""The actors known without a case (``lexicon/world_actors.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["world_actors"]


@lru_cache(maxsize=1)
def world_actors() -> tuple[Actor, ...]:
    """States, forces, armed groups, organisations, monitors, media and office holders, in file order."""
    text = resources.files("trucewatch.lexicon").joinpath("world_actors.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, tuple[Actor, ...], "lexicon/world_actors.yaml")
