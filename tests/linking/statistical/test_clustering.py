"""Clusters of links that come in chunks are those of the links held whole."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking.statistical import cluster_links, cluster_table
from trucewatch.linking.statistical.clustering import average_link, cluster_chunks

REPORTS = 24
PAIRS = st.tuples(st.integers(0, REPORTS - 1), st.integers(0, REPORTS - 1)).filter(lambda pair: pair[0] < pair[1])
CHANCES = st.integers(15, 100).map(lambda percent: float(np.float32(percent / 100)))
LINKS = st.dictionaries(PAIRS, CHANCES, max_size=60)
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def arrays(links: dict[tuple[int, int], float]) -> Arrays:
    a = np.array([pair[0] for pair in links], dtype=np.int64)
    b = np.array([pair[1] for pair in links], dtype=np.int64)
    return a, b, np.array(list(links.values()), dtype=np.float64)


def held_whole(links: dict[tuple[int, int], float]) -> np.ndarray:
    """Average linkage over the whole graph at once: what working part by part must come to."""
    labels = np.arange(REPORTS)
    for group in average_link(((i, j, p) for (i, j), p in sorted(links.items())), 0.5):
        labels[group] = min(group)
    return labels


@given(LINKS, st.integers(1, 9), st.integers(1, 40))
def test_chunks_of_any_size_come_to_the_same_clusters(
    links: dict[tuple[int, int], float], length: int, at_once: int
) -> None:
    a, b, p = arrays(links)

    def chunks() -> Iterator[Arrays]:
        for start in range(0, len(p), length):
            part = slice(start, start + length)
            yield a[part].astype(np.int32), b[part].astype(np.int32), p[part].astype(np.float32)

    expected = held_whole(links)
    assert np.array_equal(cluster_links(a, b, p, REPORTS), expected)
    assert np.array_equal(cluster_chunks(chunks, REPORTS, at_once=at_once), expected)


@given(LINKS, st.integers(1, 40))
def test_a_table_is_read_in_chunks(links: dict[tuple[int, int], float], at_once: int) -> None:
    a, b, p = arrays(links)
    table = pa.table({"a": a.astype(np.int32), "b": b.astype(np.int32), "p": p.astype(np.float32)})
    with duckdb.connect() as connection:
        connection.register("given", table)
        connection.execute("CREATE TABLE link AS SELECT a, b, p FROM given")
        assert np.array_equal(cluster_table(connection, REPORTS, at_once=at_once), held_whole(links))
