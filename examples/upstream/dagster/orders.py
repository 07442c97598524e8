"""A sensor that announces each new day of orders to Tidegate, and reports what its data gate made of it as an asset check."""

import csv
import os
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import requests

ARRIVALS = "/v1/pipelines/shop/arrivals"


def call(method, path, type="application/json", **body):
    headers = {"authorization": f"Bearer {os.environ['TIDEGATE_GATEWAY_TOKEN']}", "content-type": type}
    return requests.request(method, os.environ["TIDEGATE_GATEWAY_URL"] + path, headers=headers, timeout=60, **body)


def taken(answer):
    if answer.status_code not in (200, 201, 202):
        raise RuntimeError(answer.text)  # The sensor's next tick tries again: announcing twice has no effect.
    return answer.json()


def announce(file, id):
    with file.open() as rows:
        times = sorted(row["ordered_at"] for row in csv.DictReader(rows))
    data = taken(call("PUT", "/v1/artifacts", data=file.read_bytes())) | {"format": "csv", "rows": len(times)}
    data |= {"minTime": times[0], "maxTime": times[-1], "producedBy": {"name": "dagster"}}
    event = {"specversion": "1.0", "source": "orders"}
    batch = {"type": "dev.tidegate.arrival.v1", "id": id, "data": data}
    complete = {"type": "dev.tidegate.watermark.v1", "id": f"{id}/complete"}
    complete["data"] = {"completeThrough": f"{file.stem}T23:59:59.999Z"}
    taken(call("POST", ARRIVALS, "application/cloudevents-batch+json", json=[event | batch, event | complete]))


@dg.sensor(minimum_interval_seconds=10, default_status=dg.DefaultSensorStatus.RUNNING)
def orders_gate(context):
    cursor, events = context.cursor or "", []
    for file in sorted(Path(os.environ["ORDERS"]).glob("*.csv")):
        id = f"orders/{file.stem}"
        if file.stem <= cursor:
            continue
        answer = call("GET", f"{ARRIVALS}/orders/{quote(id, safe='')}")
        if answer.status_code == 404:
            announce(file, id)  # Until the stream has decided it there is no receipt.
            break
        receipt = taken(answer)
        steps = receipt["steps"]
        withheld = [pane for pane in steps.get("withheld", []) if pane["outcome"] != "superseded"]
        decided = withheld or steps.get("published")
        if receipt["state"] not in ("accepted", "waiting"):
            decided = receipt["decided"]
        if not decided:
            break
        code, passed = decided[-1]["code"], "snapshot" in decided[-1]
        metadata = {"batch": id, "gate": steps["gated"][-1]["code"] if "gated" in steps else receipt["state"]}
        events.append(dg.AssetCheckEvaluation(dg.AssetKey("orders"), "tidegate", passed, metadata, description=code))
        if passed:
            events.append(dg.AssetMaterialization("orders", metadata={"snapshot": decided[-1]["snapshot"]}))
        cursor = file.stem
    return dg.SensorResult(cursor=cursor, asset_events=events)


definitions = dg.Definitions(assets=[dg.AssetSpec("orders")], sensors=[orders_gate])
