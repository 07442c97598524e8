"""
The same twelve checks by Evidently, with its own PSI. Arguments: flights, reference, carriers.

A unique key is asked for by rows that come twice: its UniqueValueCount reports every value by itself, and of a key each is one.
"""

import sys

import pandas as pd
from evidently import Dataset, DataDefinition, Report
from evidently.metrics import (
    ColumnCount,
    DuplicatedRowCount,
    InListValueCount,
    InRangeValueCount,
    MissingValueCount,
    RowCount,
    ValueDrift,
)

flights, reference, carriers = (pd.read_parquet(path) for path in sys.argv[1:4])
text = ["flight_id", "carrier", "tailnum", "origin", "dest"]
definition = DataDefinition(numerical_columns=["flight", "distance"], categorical_columns=text, datetime_columns=["scheduled_at"])
report = Report(
    [
        RowCount(),
        ColumnCount(),
        *[MissingValueCount(column=name) for name in ("tailnum", "carrier", "dest", "scheduled_at")],
        DuplicatedRowCount(),
        InRangeValueCount(column="distance", left=1, right=6000),
        InRangeValueCount(column="flight", left=1, right=9999),
        InListValueCount(column="origin", values=["EWR", "JFK", "LGA"]),
        InListValueCount(column="carrier", values=carriers["code"].tolist()),
        ValueDrift(column="distance", method="psi"),
    ]
)
run = report.run(
    Dataset.from_pandas(flights, data_definition=definition),
    Dataset.from_pandas(reference, data_definition=definition),
)
print(f'{{"metrics": {len(run.dict()["metrics"])}}}')
