#!/bin/sh
# Makes the namespace where it is missing, sets how long it keeps closed runs, and ends when it can be used.
set -eu
namespace=${TEMPORAL_NAMESPACE:?}
retention=90d

wait_for() {
  for _ in $(seq 60); do
    "$@" > /dev/null 2>&1 && return
    sleep 1
  done
  "$@"
}

wait_for temporal operator cluster health
if ! temporal operator namespace describe --namespace "$namespace" > /dev/null 2>&1; then
  temporal operator namespace create --namespace "$namespace" --retention "$retention"
fi
temporal operator namespace update --namespace "$namespace" --retention "$retention"
# The server learns of a new namespace some seconds later.
wait_for temporal workflow list --namespace "$namespace" --limit 1
