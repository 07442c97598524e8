"""The same twelve checks by Great Expectations on pandas; drift by its own PSI-like KL divergence is not the same, so by hand."""

import math
import sys

import great_expectations as gx
import numpy as np
import pandas as pd

flights, reference, carriers = (pd.read_parquet(path) for path in sys.argv[1:4])
context = gx.get_context(mode="ephemeral")
batch = (
    context.data_sources.add_pandas("bench")
    .add_dataframe_asset("flights")
    .add_batch_definition_whole_dataframe("all")
    .get_batch({"dataframe": flights})
)
expect = gx.expectations
suite = gx.ExpectationSuite(
    "flights",
    expectations=[
        expect.ExpectTableRowCountToBeBetween(min_value=300_000),
        expect.ExpectTableColumnsToMatchOrderedList(column_list=list(flights.columns)),
        expect.ExpectColumnValuesToNotBeNull(column="tailnum", mostly=0.98),
        *[expect.ExpectColumnValuesToNotBeNull(column=name) for name in ("carrier", "dest", "scheduled_at")],
        expect.ExpectColumnValuesToBeUnique(column="flight_id"),
        expect.ExpectColumnValuesToBeBetween(column="distance", min_value=1, max_value=6000),
        expect.ExpectColumnValuesToBeBetween(column="flight", min_value=1, max_value=9999),
        expect.ExpectColumnValuesToBeInSet(column="origin", value_set=["EWR", "JFK", "LGA"]),
        expect.ExpectColumnValuesToBeInSet(column="carrier", value_set=carriers["code"].tolist()),
    ],
)
result = batch.validate(suite)
edges = np.unique(np.quantile(reference["distance"], np.arange(1, 10) / 10))
before, now = (
    np.clip(np.bincount(np.searchsorted(edges, x["distance"]), minlength=len(edges) + 1) / len(x), 1e-4, None)
    for x in (reference, flights)
)
psi = float(np.sum((now - before) * np.log(now / before)))
print(f'{{"passed": {str(bool(result.success) and math.isfinite(psi)).lower()}}}')
