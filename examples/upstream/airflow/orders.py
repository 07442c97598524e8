"""A DAG that announces each day of orders to Tidegate, and goes on once its data gate has let the day through."""

import csv
import os
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import requests
from airflow.sdk import CronDataIntervalTimetable, dag, task
from airflow.sdk.exceptions import AirflowFailException

ARRIVALS = "/v1/pipelines/shop/arrivals"


def call(method, path, type="application/json", **body):
    headers = {"authorization": f"Bearer {os.environ['TIDEGATE_GATEWAY_TOKEN']}", "content-type": type}
    return requests.request(method, os.environ["TIDEGATE_GATEWAY_URL"] + path, headers=headers, timeout=60, **body)


def taken(answer):
    if answer.status_code not in (200, 201, 202):
        raise RuntimeError(answer.text)  # Airflow tries again: announcing twice has no effect.
    return answer.json()


@dag(schedule=CronDataIntervalTimetable("0 1 * * *", timezone="UTC"), start_date=datetime(2026, 3, 1), catchup=False)
def orders():
    @task(retries=3)
    def announce(ds):
        file, event = Path(os.environ["ORDERS"], f"{ds}.csv"), {"specversion": "1.0", "source": "orders"}
        with file.open() as rows:
            times = sorted(row["ordered_at"] for row in csv.DictReader(rows))
        data = taken(call("PUT", "/v1/artifacts", data=file.read_bytes())) | {"format": "csv", "rows": len(times)}
        data |= {"minTime": times[0], "maxTime": times[-1], "producedBy": {"name": "airflow"}}
        batch = {"type": "dev.tidegate.arrival.v1", "id": f"orders/{ds}", "data": data}
        complete = {"type": "dev.tidegate.watermark.v1", "id": f"orders/{ds}/complete"}
        complete["data"] = {"completeThrough": f"{ds}T23:59:59.999Z"}
        events = [event | batch, event | complete]
        taken(call("POST", ARRIVALS, "application/cloudevents-batch+json", json=events))
        return batch["id"]

    @task.sensor(poke_interval=10, timeout=24 * 3600, mode="reschedule")
    def published(id):
        answer = call("GET", f"{ARRIVALS}/orders/{quote(id, safe='')}")
        if answer.status_code == 404:
            return False  # The stream has not decided it yet.
        receipt = taken(answer)
        steps = receipt["steps"]
        for pane in steps.get("withheld", []):
            if pane["outcome"] != "superseded":
                raise AirflowFailException(f"{pane['code']}: the gate says {steps['gated'][-1]['code']}")
        if receipt["state"] not in ("accepted", "waiting"):
            raise AirflowFailException(f"{receipt['state']}: {[decision['code'] for decision in receipt['decided']]}")
        return "published" in steps

    published(announce())


orders()
