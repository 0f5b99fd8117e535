"""Splink as a baseline: its usual recipe with comparisons made for reports. Splink is used only where it is installed.

Blocked by place cells within 25 km and by nearness of days; chance from random pairs; the rest by EM.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["predict"]


def predict(reports: Path, *, memory_mb: int) -> Any:
    """Pairs ``a``, ``b``, ``p`` by Splink, as NumPy columns. Raises ImportError where Splink is not installed."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect(config={"memory_limit": f"{memory_mb}MB", "threads": "2"})
    connection.execute(
        "CREATE TABLE told AS SELECT id, 'all' AS dataset, day, DATE '2025-01-01' + CAST(day AS INTEGER) AS event_date,"
        " lat, lon, grain, act1, act2, act3, CASE WHEN first >= 0 THEN first END AS actor1,"
        " CASE WHEN second >= 0 THEN second END AS actor2, toll, floor(day / 4) AS days4,"
        " floor((day + 2) / 4) AS days4b, floor(lat / 0.25) AS cell_row,"
        " floor(lon / 0.25) AS cell_col, floor(lat / 0.25 + 0.5) AS row_b,"
        f" floor(lon / 0.25 + 0.5) AS col_b FROM read_parquet('{reports}') WHERE lat IS NOT NULL"
    )
    far = "111.2 * sqrt(power(lat_l - lat_r, 2) + power((lon_l - lon_r) * cos(radians(lat_l)), 2))"
    place = _custom("place", ["lat_l IS NULL OR lat_r IS NULL", *(f"{far} <= {km}" for km in (1, 3, 8, 25))])
    act = _custom("act", ["act3_l = act3_r AND act3_l >= 0", "act2_l = act2_r", "act1_l = act1_r"], nulls=False)
    dates = cl.AbsoluteDateDifferenceAtThresholds(
        "event_date", input_is_string=False, metrics=["day", "day", "day"], thresholds=[1, 2, 3]
    )
    toll = _custom("toll", ["toll_l IS NULL OR toll_r IS NULL", "toll_l = toll_r", "abs(toll_l - toll_r) <= 2"])
    rules = [
        f"l.{row} = r.{row} AND l.{col} = r.{col} AND l.{days} = r.{days}"
        for row, col in (("cell_row", "cell_col"), ("row_b", "col_b"), ("cell_row", "col_b"), ("row_b", "cell_col"))
        for days in ("days4", "days4b")
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[dates, place, act, cl.ExactMatch("actor1"), cl.ExactMatch("actor2"), toll],
        blocking_rules_to_generate_predictions=rules,
        max_iterations=25,
    )
    api = DuckDBAPI(connection)
    table = api.register("told") if hasattr(api, "register") else "told"
    linker = Linker(table, settings) if hasattr(api, "register") else Linker("told", settings, api)
    linker.training.estimate_probability_two_random_records_match([rules[0] + " AND l.act3 = r.act3"], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    near = ("cell_row", "cell_col")
    for fixed in ((*near, "days4", "act3"), (*near, "act3", "actor1")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*fixed))
    found = linker.inference.predict(threshold_match_probability=0.01)
    name = found.physical_name
    return connection.execute(f"SELECT id_l AS a, id_r AS b, match_probability AS p FROM {name}").fetchnumpy()


def _custom(name: str, levels: list[str], *, nulls: bool = True) -> dict[str, Any]:
    told = [
        {"sql_condition": sql, "label_for_charts": sql[:30], "is_null_level": nulls and n == 0}
        for n, sql in enumerate(levels)
    ]
    return {
        "output_column_name": name,
        "comparison_levels": [*told, {"sql_condition": "ELSE", "label_for_charts": "else"}],
    }
