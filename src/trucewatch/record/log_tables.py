"""The tables of a log in a database: entries and heads that are only added to, tiles that only grow.

``log_heads`` keeps every state that was reached, by number; ``note`` is the checkpoint as it is published, missing
while it is not signed yet. What may not happen is refused by the database itself.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

from trucewatch.database.roles import Guard
from trucewatch.database.setup import Layout

__all__ = ["LOG_TABLES", "log_entries", "log_heads", "log_tiles"]

_metadata = MetaData()

log_entries = Table(
    "log_entries",
    _metadata,
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

log_tiles = Table(
    "log_tiles",
    _metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

log_heads = Table(
    "log_heads",
    _metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary),
)

_NO_HOLES: Final = """
CREATE FUNCTION log_has_no_holes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.idx < 0 OR (NEW.idx > 0 AND NOT EXISTS (SELECT FROM log_entries WHERE idx = NEW.idx - 1)) THEN
    RAISE EXCEPTION 'an entry of the log has none before it';
  END IF;
  RETURN NEW;
END $$
"""
_ONLY_GROWS: Final = """
CREATE FUNCTION log_tile_only_grows() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF (NEW.level, NEW.number) <> (OLD.level, OLD.number)
     OR substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) <> OLD.hashes THEN
    RAISE EXCEPTION 'a tile of the log only grows';
  END IF;
  RETURN NEW;
END $$
"""

LOG_TABLES: Final = Layout(
    _metadata,
    (
        Guard("log_entries", "confidential", ("SELECT", "INSERT")),
        Guard("log_heads", "confidential", ("SELECT", "INSERT")),
        Guard("log_tiles", "confidential", ("SELECT", "INSERT", "UPDATE")),
    ),
    (
        _NO_HOLES,
        _ONLY_GROWS,
        "CREATE TRIGGER no_holes BEFORE INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION log_has_no_holes()",
        "CREATE TRIGGER only_grows BEFORE UPDATE ON log_tiles FOR EACH ROW EXECUTE FUNCTION log_tile_only_grows()",
    ),
)
"""Tables, guards and triggers. The program changes and deletes no entry and no head."""
