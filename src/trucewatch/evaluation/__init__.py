"""Evaluation: how well the reader reads, measured against texts with keys made by hand."""
