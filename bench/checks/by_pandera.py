"""The same twelve checks by Pandera on Polars; drift, which it has not, by hand. Arguments: flights, reference, carriers."""

import math
import sys

import pandera.polars as pa
import polars as pl

flights, reference, carriers = (pl.read_parquet(path) for path in sys.argv[1:4])
codes = carriers["code"].to_list()
edges = sorted({reference["distance"].quantile(q / 10, "linear") for q in range(1, 10)})


def shares(values):
    reaching = [len(values), *((values > edge).sum() for edge in edges), 0]
    return [max(1e-4, (a - b) / reaching[0]) for a, b in zip(reaching, reaching[1:])]


def near(data):
    now = shares(data.lazyframe.select(data.key).collect().to_series())
    return sum((c - r) * math.log(c / r) for r, c in zip(shares(reference["distance"]), now)) <= 0.25


def mostly(share):
    return pa.Check(lambda data: data.lazyframe.select(pl.col(data.key).null_count() / pl.len()).collect().item() <= share)


schema = pa.DataFrameSchema(
    {
        "flight_id": pa.Column(str, unique=True),
        "scheduled_at": pa.Column(pl.Datetime("us"), nullable=False),
        "carrier": pa.Column(str, pa.Check.isin(codes), nullable=False),
        "flight": pa.Column(pl.Int32, pa.Check.in_range(1, 9999)),
        "tailnum": pa.Column(str, mostly(0.02), nullable=True),
        "origin": pa.Column(str, pa.Check.isin(["EWR", "JFK", "LGA"])),
        "dest": pa.Column(str, nullable=False),
        "distance": pa.Column(pl.Int32, [pa.Check.in_range(1, 6000), pa.Check(near)]),
    },
    checks=pa.Check(lambda data: data.lazyframe.select(pl.len()).collect().item() >= 300_000),
    strict=True,
)
schema.validate(flights, lazy=True)
print('{"passed": true}')
