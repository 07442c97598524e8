"""Announces a day of orders, and that it is complete, by one signal to the stream: nothing but Temporal is in between."""

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path

from temporalio.client import Client
from temporalio.envconfig import ClientConfig


def ms(time):
    return round(datetime.fromisoformat(time).timestamp() * 1000)


file = Path("examples/own-batch/orders.csv").resolve()
content = {"uri": file.as_uri(), "bytes": file.stat().st_size, "format": "csv", "rows": 5}
content |= {"digest": "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()}
content |= {"minTime": ms("2026-03-02T08:12:00+00:00"), "maxTime": ms("2026-03-02T21:58:00+00:00")}
batch = {"kind": "arrival", "source": "orders", "id": "orders/2026-03-02", "producedBy": {"name": "shop"}, **content}
complete = {"kind": "watermark", "source": "orders", "id": "orders/2026-03-02/complete"}
complete |= {"completeThrough": ms("2026-03-02T23:59:59.999+00:00")}


async def announce():
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    await client.get_workflow_handle("stream/shop/all").signal("arrive", {"announcements": [batch, complete]})


asyncio.run(announce())
# All is sent. A Python that ends in the usual way may crash over the client's threads (temporalio/sdk-python issue 300).
os._exit(0)
