"""Prices of orders are whole cents, and an hour has few orders: a check of one's own, with what DuckDB reads."""

import json
import sys

import duckdb

question = json.load(sys.stdin)
orders = duckdb.read_parquet(question["files"])

broken = orders.filter("amount <> round(amount, 2)").count("*").fetchone()[0]
cents = {
    "verdict": "pass" if broken == 0 else "fail",
    "code": "NOT_WHOLE_CENTS",
    "column": "amount",
    "observed": {"broken": broken},
    "affected": broken,
}

busiest = orders.aggregate("date_trunc('hour', ordered_at) AS hour, count(*) AS orders").max("orders").fetchone()[0]
verdict = "inconclusive" if busiest is None else "pass" if busiest <= 100 else "fail"
crowd = {"verdict": verdict, "code": "TOO_MANY_AN_HOUR", "observed": {"busiest": busiest}, "expected": {"max": 100}}

json.dump({"findings": [cents, crowd]}, sys.stdout)
