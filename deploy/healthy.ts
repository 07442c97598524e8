// Ends with 0 if the process of this container is healthy: a worker by its probe port, else the gateway.
const probePort = process.env.TIDEGATE_PROBE_PORT;
const url =
  probePort === undefined
    ? `http://127.0.0.1:${process.env.TIDEGATE_GATEWAY_PORT ?? 7433}/health/live`
    : `http://127.0.0.1:${probePort}/health/ready`;

const healthy = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exitCode = healthy ? 0 : 1;
