"""Reading and linking of many documents in one go, on this machine or on a cluster.

One function reads (:class:`trucewatch.batch.reading.BatchReader`): a pool of processes and Apache Spark both call it on
record batches. What it gives is kept as Parquet, a partition at a time, and loads into a case.
"""
