import { resolve } from 'node:path';
import type { LogicalType } from '#contracts/contract.ts';
import type { DataProfile } from '#files/profile/data-profile.ts';
import type { Plan, PlannedColumn } from './plan.ts';

const types: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/**
 * The text of `feeder.py`, which cuts a person's files by window and announces the parts, as an upstream system would.
 */
export function feederText(plan: Plan, { time: { form } }: DataProfile, files: readonly string[]): string {
  const { name, columns, key, time, label, window } = plan;
  const timeSql = instantOf(time.given, form);
  const value = (column: PlannedColumn): string =>
    column.given === time.given ? timeSql : `CAST(${quoted(column.given)} AS ${types[column.type]})`;
  const select = columns.map((column) => `${value(column)} AS ${column.name}`);
  const labels = label && [
    `${value(key)} AS ${key.name}`,
    `${timeSql} AS ${time.name}`,
    `CAST(${quoted(label.given)} AS VARCHAR) = ${literal(label.positive)} AS ${label.name}`,
  ];
  return `"""Announces files of rows to the pipeline ${name}, cut by window, as your upstream system would. Written by \`tidegate init\`.

    python feeder.py                   all windows of the files below
    python feeder.py NEW.csv           other files with the same columns
    python feeder.py --gateway URL     where the gateway is (TIDEGATE_GATEWAY_URL)

Needs Python 3.10 and the package duckdb. Announcing again is safe: the same window with the same rows has no effect.
"""

import argparse
import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import duckdb

PIPELINE = ${JSON.stringify(name)}
FILES = ${JSON.stringify(files.map((file) => resolve(file)))}
# As in pipeline.yaml, in milliseconds.
SIZE, OFFSET = ${window.size}, ${window.offset}
TIME = ${JSON.stringify(time.name)}
# What the files hold, as the contract has it.
ROWS = """
SELECT
  ${select.join(',\n  ').replaceAll('\\', '\\\\')}
FROM given
"""
${
  labels
    ? `# A label is known some time after its row. Nothing in the files says when, so here it is one window later: put the true time
# there, for instance a column of your files. Rows whose label is missing have none yet.
LABELS = """
SELECT
  ${[...labels, `${timeSql} + to_milliseconds(${window.size}) AS known_at`].join(',\n  ').replaceAll('\\', '\\\\')}
FROM given WHERE ${quoted(label.given)} IS NOT NULL
"""
`
    : 'LABELS = None\n'
}
ATTEMPTS = 240


def send(method, url, body, content_type):
    """Sends until it is taken: a gateway that is backlogged says when to come again."""
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(url, body, {"content-type": content_type}, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            wait = error.headers.get("retry-after")
            if wait is None or attempt == ATTEMPTS:
                raise SystemExit(f"refused: {error.read().decode()}") from error
            time.sleep(float(wait))
        except urllib.error.URLError as error:
            if attempt == ATTEMPTS:
                raise SystemExit(f"no gateway answers at {url}: {error.reason}") from error
            time.sleep(1)


def instant(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03d}Z"


def reader(path):
    file = "'" + path.replace("'", "''") + "'"
    if path.endswith(".parquet"):
        return f"SELECT * FROM read_parquet({file})"
    if path.endswith((".ndjson", ".jsonl")):
        return f"SELECT * FROM read_json({file}, format = 'newline_delimited', sample_size = -1)"
    return f"SELECT * FROM read_csv({file}, header = true, delim = ',', quote = '\\"', escape = '\\"', sample_size = -1)"


class Feed:
    """One source of the pipeline: its rows by window, and its word that a window is complete."""

    def __init__(self, db, gateway, source, query):
        self.db, self.gateway, self.source = db, gateway, source
        self.table = "data" if query is ROWS else "labels"
        db.execute(f"CREATE TABLE {self.table} AS {query}")

    def announce(self, start):
        window = f"FROM {self.table} WHERE epoch_ms({TIME}) >= {start} AND epoch_ms({TIME}) < {start + SIZE}"
        rows, first, last = self.db.execute(f"SELECT count(*), epoch_ms(min({TIME})), epoch_ms(max({TIME})) {window}").fetchone()
        if rows == 0:
            return 0
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "window.parquet"
            # In a fixed order, by one thread: the same rows are the same bytes, so that announcing again has no effect.
            self.db.execute(f"COPY (SELECT * {window} ORDER BY ALL) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            stored = send("PUT", self.gateway + "/v1/artifacts", path.read_bytes(), "application/octet-stream")
        times = {"minTime": instant(first), "maxTime": instant(last)}
        batch = {"uri": stored["uri"], "digest": stored["digest"], "format": "parquet", "rows": rows}
        self.say("arrival", f"{self.source}/{instant(start)}", {**batch, **times, "producedBy": {"name": "feeder"}})
        return rows

    def complete(self, through):
        self.say("watermark", f"{self.source}/complete/{instant(through)}", {"completeThrough": instant(through)})

    def say(self, kind, id, data):
        event = {"specversion": "1.0", "type": f"dev.tidegate.{kind}.v1", "source": self.source, "id": id, "data": data}
        url = f"{self.gateway}/v1/pipelines/{PIPELINE}/arrivals"
        send("POST", url, json.dumps(event).encode(), "application/cloudevents+json")


def main():
    arguments = argparse.ArgumentParser(description="Announces files of rows, cut by window.")
    arguments.add_argument("files", nargs="*", default=FILES)
    arguments.add_argument("--gateway", default=os.environ.get("TIDEGATE_GATEWAY_URL", "http://127.0.0.1:7433"))
    given = arguments.parse_args()
    db = duckdb.connect(config={"threads": 1})
    db.execute("SET TimeZone = 'UTC'")
    db.execute("CREATE VIEW given AS " + " UNION ALL BY NAME ".join(reader(str(file)) for file in given.files))
    feeds = [Feed(db, given.gateway, PIPELINE, ROWS)]
    if LABELS:
        feeds.append(Feed(db, given.gateway, PIPELINE + "-labels", LABELS))
    first, last = db.execute(f"SELECT epoch_ms(min({TIME})), epoch_ms(max({TIME})) FROM data").fetchone()
    start = (first - OFFSET) // SIZE * SIZE + OFFSET
    while start <= last:
        announced = [f"{feed.announce(start)} rows of {feed.source}" for feed in feeds]
        for feed in feeds:
            feed.complete(start + SIZE - 1)
        print(f"{instant(start)}: {', '.join(announced)}", flush=True)
        start += SIZE


main()
`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A SQL expression for a column's time as a TIMESTAMP in UTC. */
function instantOf(given: string, form: DataProfile['time']['form']): string {
  const value = quoted(given);
  if (form === 'seconds') return `epoch_ms((${value} * 1000)::BIGINT)`;
  if (form === 'milliseconds') return `epoch_ms(${value}::BIGINT)`;
  return form === 'text' ? `CAST(CAST(${value} AS TIMESTAMPTZ) AS TIMESTAMP)` : `CAST(${value} AS TIMESTAMP)`;
}
