"""Linking reports by a model fitted without labels: for datasets and long cases, up to tens of millions of reports."""

from trucewatch.linking.statistical.clustering import cluster_links, cluster_table
from trucewatch.linking.statistical.counts import Counts, count_patterns
from trucewatch.linking.statistical.diagnostics import LinkWarning, WarningCode, diagnose
from trucewatch.linking.statistical.model import PROMISES, LinkModel, Weight, fit_model, fit_to
from trucewatch.linking.statistical.reports import add_reports, open_table, report_count
from trucewatch.linking.statistical.scoring import SPARSE, score_links

__all__ = [
    "PROMISES",
    "SPARSE",
    "Counts",
    "LinkModel",
    "LinkWarning",
    "WarningCode",
    "Weight",
    "add_reports",
    "cluster_links",
    "cluster_table",
    "count_patterns",
    "diagnose",
    "fit_model",
    "fit_to",
    "open_table",
    "report_count",
    "score_links",
]
