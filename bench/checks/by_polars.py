"""The same twelve checks by hand in Polars. Arguments: flights, reference, carriers."""

import json
import math
import sys

import polars as pl

flights, reference, carriers = (pl.scan_parquet(path) for path in sys.argv[1:4])
column = pl.col
codes = carriers.select("code").collect().to_series()
edges = sorted(
    {reference.select(column("distance").quantile(q / 10, "linear")).collect().item() for q in range(1, 10)}
)


above = [(column("distance") > edge).sum().alias(f"above{i}") for i, edge in enumerate(edges)]
found = flights.select(
    pl.len().alias("rows"),
    *[column(name).null_count().alias(f"nulls_{name}") for name in ("tailnum", "carrier", "dest", "scheduled_at")],
    (pl.len() - column("flight_id").n_unique()).alias("repeats"),
    (~column("distance").is_between(1, 6000)).sum().alias("distance"),
    (~column("flight").is_between(1, 9999)).sum().alias("flight"),
    (~column("origin").is_in(["EWR", "JFK", "LGA"])).sum().alias("origin"),
    (~column("carrier").is_in(codes.to_list())).sum().alias("orphans"),
    *above,
).collect()
before = reference.select(pl.len().alias("rows"), *above).collect()


def shares(frame):
    reaching = [frame["rows"][0], *(frame[f"above{i}"][0] for i in range(len(edges))), 0]
    return [max(1e-4, (a - b) / reaching[0]) for a, b in zip(reaching, reaching[1:])]


psi = sum((c - r) * math.log(c / r) for r, c in zip(shares(before), shares(found)))
print(json.dumps({"columns": len(flights.collect_schema()), "rows": found["rows"][0], "repeats": found["repeats"][0], "psi": psi}))
