"""The tables of the read models.

Each record stands as JSON (the wire form of its vocabulary type) beside the columns that queries use.
``entry`` is the index of the log entry a row comes from. Times are ISO dates without a clock time. Every database
orders texts by their bytes and holds whole numbers of 64 bits, as SQLite does.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

__all__ = [
    "SCHEMA_VERSION",
    "acts",
    "assessments",
    "claim_reviews",
    "claims",
    "control",
    "corrections",
    "custody",
    "documents",
    "entries",
    "follow_up",
    "history",
    "incident_actors",
    "incident_claims",
    "incidents",
    "link_decisions",
    "link_models",
    "meta",
    "metadata",
    "observation",
    "reliability",
    "reports",
    "runs",
    "search_rows",
    "unread",
]

SCHEMA_VERSION = "10"
"""A store of another version is emptied and filled again from the record."""

metadata = MetaData()

_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_WHOLE = Integer().with_variant(BigInteger(), "postgresql")


def _entry(*, primary: bool = False) -> Column[int]:
    return Column("entry", _WHOLE, ForeignKey("entries.idx"), primary_key=primary, nullable=False)


def _text(name: str, *, primary: bool = False, null: bool = True) -> Column[str]:
    return Column(name, _TEXT, primary_key=primary, nullable=null and not primary)


meta = Table("meta", metadata, _text("name", primary=True), _text("value", null=False))

entries = Table(
    "entries",
    metadata,
    Column("idx", _WHOLE, primary_key=True, autoincrement=False),
    _text("id", null=False),
    _text("type", null=False),
    _text("author", null=False),
    _text("leaf", null=False),
    _text("claimed_at", null=False),
    _text("state", null=False),  # current, superseded, withdrawn, conflicting, unreadable, unknown
    _text("note"),
    Index("entries_state", "state"),
)

history = Table(
    "history",
    metadata,
    _text("type", primary=True),
    _text("id", primary=True),
    _entry(primary=True),
    Column("ordinal", _WHOLE, primary_key=True),
    _text("author", null=False),
    _text("state", null=False),  # superseded, withdrawn, conflicting
    _text("json", null=False),
    Index("history_entry", "entry"),
)

documents = Table(
    "documents",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("media", null=False),
    Column("size", _WHOLE),
    _text("name", null=False),
    _text("lang"),
    _text("title"),
    _text("source"),
    _text("outlet"),
    _text("published"),
    _text("text_digest"),
    _text("duplicate"),
    _text("duplicate_of"),
    _text("unread"),
    _text("json", null=False),
    Index("documents_published", "published", "id"),
    Index("documents_entry", "entry", "id"),
    Index("documents_copies", "duplicate_of"),
)

custody = Table(
    "custody",
    metadata,
    _entry(primary=True),
    _text("document", null=False),
    _text("received_at", null=False),
    _text("received_by", null=False),
    _text("method", null=False),
    _text("original_name", null=False),
    _text("json", null=False),
    Index("custody_document", "document"),
)

claims = Table(
    "claims",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("document", null=False),
    _text("reading", null=False),
    Column("ordinal", _WHOLE, nullable=False),
    _text("kind", null=False),
    _text("lang", null=False),
    Column("start", _WHOLE, nullable=False),
    Column("end", _WHOLE, nullable=False),
    _text("act"),
    _text("family"),
    _text("status"),
    _text("polarity", null=False),
    _text("confidence", null=False),
    _text("place_id"),
    _text("place_name"),
    Column("lat", Float),
    Column("lon", Float),
    _text("time_start"),
    _text("time_end"),
    Column("proposed", Integer, nullable=False),
    _text("json", null=False),
    _text("review"),  # confirmed, corrected, rejected, added
    _text("read_json"),  # what was read, where a person's word lies over it
    _text("version"),  # leaf of the review that holds
    _text("reviewed"),  # the id under which its reviews were entered
    Index("claims_document", "document", "start", "end", "id"),
    Index("claims_kind", "kind", "document", "start", "end", "id", "review"),
    Index("claims_act", "kind", "act"),
    Index("claims_confidence", "confidence"),
    Index("claims_entry", "entry", "id"),
    Index("claims_review", "review", "confidence"),
)

claim_reviews = Table(
    "claim_reviews",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("claim", null=False),
    _text("document", null=False),
    _text("kind", null=False),
    _text("by", null=False),
    _text("at", null=False),
    _text("json", null=False),
    Index("claim_reviews_claim", "claim"),
    Index("claim_reviews_document", "document"),
)

incidents = Table(
    "incidents",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("act", null=False),
    _text("family", null=False),
    _text("status", null=False),
    _text("polarity", null=False),
    _text("corroboration", null=False),
    _text("place_id"),
    _text("place_name"),
    _text("place_precision"),
    Column("lat", Float),
    Column("lon", Float),
    _text("time_start"),
    _text("time_end"),
    _text("time_precision"),
    _text("disputed"),  # what the claims disagree on, words with a space between; null where on nothing
    _text("json", null=False),
    Index("incidents_family", "family", "act"),
    Index("incidents_act", "act"),
    Index("incidents_place", "place_id"),
    Index("incidents_corroboration", "corroboration"),
    Index("incidents_disputed", "disputed"),
    Index("incidents_day", "time_start", "time_end", "family"),
    Index("incidents_point", "lon", "lat", "place_precision", "family", "id", "place_id"),
    Index("incidents_entry", "entry", "id"),
    # all that trucewatch.store.incident_columns reads: no row of text is touched for it
    Index(
        "incidents_columns",
        "id",
        "act",
        "family",
        "corroboration",
        "place_id",
        "place_precision",
        "lat",
        "lon",
        "time_start",
        "time_end",
        "time_precision",
    ),
)
# the order of every list: the dated first
Index("incidents_order", incidents.c.time_start.is_(None), incidents.c.time_start, incidents.c.id)

incident_actors = Table(
    "incident_actors",
    metadata,
    Column("incident", _TEXT, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    _text("role", primary=True),  # agent, target, party
    Column("ordinal", _WHOLE, primary_key=True),
    _text("actor"),
    _text("name", null=False),
    Index("incident_actors_actor", "actor", "incident"),
    Index("incident_actors_name", "name", "incident"),
)

incident_claims = Table(
    "incident_claims",
    metadata,
    Column("incident", _TEXT, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    _text("role", primary=True),  # supporting, contradicting, repeating
    Column("ordinal", _WHOLE, primary_key=True),
    _text("claim", null=False),
    Index("incident_claims_claim", "claim"),
)

assessments = Table(
    "assessments",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("incident", null=False),
    _text("instrument"),
    _text("clause"),
    _text("outcome", null=False),
    _text("json", null=False),
    Index("assessments_incident", "incident", "outcome"),
    Index("assessments_outcome", "outcome", "incident"),
    Index("assessments_entry", "entry", "id"),
)

unread = Table(
    "unread",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("document"),
    _text("name"),
    _text("reason", null=False),
    _text("json", null=False),
)

reports = Table(
    "reports",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("kind", null=False),
    _text("title", null=False),
    _text("issued_at", null=False),
    _text("period_start"),
    _text("period_end"),
    _text("json", null=False),
)

corrections = Table(
    "corrections",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("target_type", null=False),
    _text("target_id", null=False),
    Column("withdraws", _WHOLE, nullable=False),
    _text("json", null=False),
    Index("corrections_target", "target_type", "target_id"),
)

link_decisions = Table(
    "link_decisions",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("kind", null=False),
    _text("by", null=False),
    _text("at", null=False),
    _text("json", null=False),
    Index("link_decisions_entry", "entry"),
)

link_models = Table(
    "link_models",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("json", null=False),
    Index("link_models_entry", "entry"),
)

reliability = Table(
    "reliability",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("source", null=False),
    _text("json", null=False),
    Index("reliability_source", "source"),
)

runs = Table(
    "runs",
    metadata,
    _entry(primary=True),
    _text("id", null=False),
    _text("phase", null=False),
    _text("at", null=False),
    _text("json", null=False),
)

acts = Table(
    "acts",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("kind", null=False),
    _text("body", null=False),
    _text("seat", null=False),
    _text("at", null=False),
    _text("json", null=False),
    Index("acts_entry", "entry"),
)

search_rows = Table(
    "search_rows",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _text("kind", null=False),  # document, claim, incident
    _text("record", null=False),
    _text("words", null=False),  # folded, in the order of the text
    _text("forms", null=False),  # other forms of the words, folded
    _text("facets", null=False),  # tokens of search_rows.facet
    _text("start"),
    _text("end"),
    Index("search_rows_record", "kind", "record"),
)
"""What the search knows of a standing record; each database keeps its own full-text index over it."""

control = Table(
    "control",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("place", null=False),
    _text("holder", null=False),
    _text("start", null=False),
    _text("end", null=False),
    _text("json", null=False),
    Index("control_entry", "entry"),
)

follow_up = Table(
    "follow_up",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("obligation", null=False),
    _text("kind", null=False),
    _text("day", null=False),
    _text("json", null=False),
    Index("follow_up_entry", "entry"),
)

observation = Table(
    "observation",
    metadata,
    _text("id", primary=True),
    _entry(),
    _text("by", null=False),
    _text("start", null=False),
    _text("end", null=False),
    _text("json", null=False),
    Index("observation_entry", "entry"),
)
