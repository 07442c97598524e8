#!/bin/sh
# Temporal's server takes its password from the environment only: it is read here, so that no `docker inspect` shows it.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal-db-password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
