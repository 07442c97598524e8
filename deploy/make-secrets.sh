#!/bin/sh
# Makes the passwords and keys that docker-compose.yml asks for, each once, in deploy/secrets or in the folder that is named.
set -eu
folder=${1:-$(dirname "$0")/secrets}

mkdir -p "$folder"
# The folder keeps other users out; the files can be read, for containers do that with users of their own.
chmod 0700 "$folder"
secret() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}
credentials() {
  printf '[default]\naws_access_key_id = tidegate\naws_secret_access_key = %s\n' "$(secret)"
}
make() {
  file=$folder/$1
  [ -s "$file" ] && return
  "$2" > "$file"
  chmod 0444 "$file"
  echo "made $1"
}
make temporal-db-password secret
make catalog-password secret
make artifacts-credentials credentials
