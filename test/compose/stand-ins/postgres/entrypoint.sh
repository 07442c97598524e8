#!/bin/sh
# Does what docker-compose.yml asks of the official image: at the first start a cluster with the named user, its password from
# the file and a database of its name; as root it becomes the user postgres first.
set -eu
if [ "$(id -u)" = 0 ]; then
  install -d -m 0700 -o postgres -g postgres "$(dirname "$PGDATA")" "$PGDATA"
  exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --pgdata "$PGDATA" --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" \
    --encoding UTF8 --locale C.UTF-8 --auth-local trust --auth-host scram-sha-256
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "create database \"$POSTGRES_USER\"" | postgres --single -D "$PGDATA" postgres
fi
exec "$@" -c listen_addresses='*'
