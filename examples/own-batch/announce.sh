file=examples/own-batch/orders.csv
digest=sha256:$(sha256sum < $file | cut -d ' ' -f 1) # macOS: shasum -a 256
arrivals=$TIDEGATE_GATEWAY_URL/v1/pipelines/shop/arrivals

curl -sS --fail-with-body -T $file $TIDEGATE_GATEWAY_URL/v1/artifacts

curl -sS --fail-with-body $arrivals -H 'content-type: application/cloudevents+json' -d '{
  "specversion": "1.0", "type": "dev.tidegate.arrival.v1", "source": "orders", "id": "orders/2026-03-02",
  "data": {
    "uri": "artifact:'$digest'", "digest": "'$digest'", "format": "csv", "rows": 5,
    "minTime": "2026-03-02T08:12:00Z", "maxTime": "2026-03-02T21:58:00Z", "producedBy": { "name": "shop-export" }
  }
}'

curl -sS --fail-with-body $arrivals -H 'content-type: application/cloudevents+json' -d '{
  "specversion": "1.0", "type": "dev.tidegate.watermark.v1", "source": "orders", "id": "orders/2026-03-02/complete",
  "data": { "completeThrough": "2026-03-02T23:59:59.999Z" }
}'
