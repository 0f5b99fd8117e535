"""Apache Spark as an engine. Nothing here is imported unless it is asked for; ``pyspark`` is the extra ``spark``."""
