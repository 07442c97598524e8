import json
import os
import urllib.request

gateway = os.environ["TIDEGATE_GATEWAY_URL"]


def send(method, path, body, content_type):
    request = urllib.request.Request(gateway + path, body, {"content-type": content_type}, method=method)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def announce(kind, id, data):
    event = {"specversion": "1.0", "type": f"dev.tidegate.{kind}.v1", "source": "payments", "id": id, "data": data}
    return send("POST", "/v1/pipelines/shop/arrivals", json.dumps(event).encode(), "application/cloudevents+json")


with open("examples/own-batch/payments.csv", "rb") as file:
    stored = send("PUT", "/v1/artifacts", file.read(), "text/csv")
batch = {"uri": stored["uri"], "digest": stored["digest"], "format": "csv", "rows": 4}
times = {"minTime": "2026-03-02T08:13:00Z", "maxTime": "2026-03-02T22:04:00Z"}
print(announce("arrival", "payments/2026-03-02", {**batch, **times, "producedBy": {"name": "payments-export"}}))
print(announce("watermark", "payments/2026-03-02/complete", {"completeThrough": "2026-03-02T23:59:59.999Z"}))
