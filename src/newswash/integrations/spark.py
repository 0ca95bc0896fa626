"""PySpark: ``mapInArrow`` with the schema that Spark wants to be told beforehand."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import StringType, StructField, StructType

from newswash.arrow_types import REMOVALS
from newswash.errors import UsageError, hint
from newswash.integrations.arrow import CleanBatch


def clean_frame(frame: DataFrame, clean: CleanBatch) -> DataFrame:
    """The frame with its text cleaned and the columns that ``clean`` adds. Lazy, as all of Spark.

    The same as ``frame.mapInArrow(clean, schema)``; where nothing is added, ``schema`` is ``frame.schema``.
    Raises UsageError if the text column is missing, or one that is to be added is there already.
    """
    fields = {f.name: f for f in frame.schema.fields}
    if clean.text not in fields:
        raise UsageError(f"no column named {clean.text!r}: {hint(clean.text, fields)}")
    clean.check_new(fields)
    source = fields[clean.text]
    fields[clean.into] = StructField(clean.into, source.dataType, source.nullable)
    if clean.removals:
        fields[clean.removals] = StructField(clean.removals, from_arrow_type(REMOVALS))
    if clean.error:
        fields[clean.error] = StructField(clean.error, StringType())
    return frame.mapInArrow(clean, StructType(list(fields.values())))
