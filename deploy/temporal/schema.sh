#!/bin/sh
# Makes Temporal's two databases, or brings them up to date; what is there already is left as it is.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-db-password)
export SQL_PASSWORD

for database in temporal temporal_visibility; do
  schema=${database#temporal_}
  tool="temporal-sql-tool --plugin postgres12 --endpoint temporal-db --port 5432 --user temporal --database $database"
  $tool create-database
  $tool setup-schema --version 0.0
  $tool update-schema --schema-name "postgresql/v12/$schema"
done
