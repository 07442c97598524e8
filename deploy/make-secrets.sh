#!/bin/sh
# Makes the passwords that docker-compose.yml asks for, each once, in deploy/secrets or in the folder that is named.
set -eu
folder=${1:-$(dirname "$0")/secrets}

mkdir -p "$folder"
# The folder keeps other users out; the files can be read, for containers do that with users of their own.
chmod 0700 "$folder"
for name in temporal-db-password catalog-password; do
  file=$folder/$name
  [ -s "$file" ] && continue
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$file"
  chmod 0444 "$file"
  echo "made $name"
done
