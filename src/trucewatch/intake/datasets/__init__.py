"""Event datasets: rows to claims without reading prose."""
