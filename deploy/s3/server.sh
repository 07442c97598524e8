#!/bin/sh
# The S3 server takes its key from the environment only: it is read here, so that no `docker inspect` shows it.
set -eu
value() {
  sed -n "s/^$1 *= *//p" /run/secrets/artifacts-credentials
}
ROOT_ACCESS_KEY=$(value aws_access_key_id)
ROOT_SECRET_KEY=$(value aws_secret_access_key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
# What it knows of objects lies beside them, not in attributes of their files: those not every file system has.
exec versitygw --port :7070 --quiet posix --sidecar /var/lib/tidegate/sidecar /var/lib/tidegate/buckets
