"""Many records at once: JSONL, CSV, Parquet, WARC and folders of text, cleaned by all cores and in order.

inputs → chunks → records → rewrite (in workers) → sinks, with a journal of how far that is done; ``run`` and
``inplace`` are the two ways through.
"""
