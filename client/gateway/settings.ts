import { isIP } from 'node:net';
import { z } from 'zod';
import { present } from '#contracts/present.ts';
import { type Environment, misconfigured, readVariables } from '#contracts/variables.ts';

/** What the gateway is told by its environment, beside what all processes share. */
export interface GatewaySettings {
  /** `TIDEGATE_GATEWAY_HOST`: a loopback address; with an access file or `TIDEGATE_GATEWAY_PUBLISHED=loopback` any other. */
  readonly host: string;
  /** `TIDEGATE_GATEWAY_PORT`; 0 takes any free one. */
  readonly port: number;
  /** `TIDEGATE_GATEWAY_ACCESS`: the file of who may come in; without it everybody on this machine. */
  readonly accessFile?: string;
  /** `TIDEGATE_MAX_ARTIFACT_BYTES`: the largest file that `PUT /v1/artifacts` takes. */
  readonly maxArtifactBytes: number;
}

export const defaultPort = 7433;

const Variables = z.object({
  TIDEGATE_GATEWAY_HOST: z.string().default('127.0.0.1'),
  // In a container loopback is the container's own: only who runs it knows that its port is published on the host's loopback.
  TIDEGATE_GATEWAY_PUBLISHED: z.literal('loopback').optional(),
  TIDEGATE_GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(defaultPort),
  TIDEGATE_GATEWAY_ACCESS: z.string().optional(),
  TIDEGATE_MAX_ARTIFACT_BYTES: z.coerce.number().int().min(1).default(1_073_741_824),
});

/** Throws `USAGE` for a variable that cannot be used, and for a host that others could reach without anybody's word for it. */
export function readGatewaySettings(environment: Environment = process.env): GatewaySettings {
  const {
    TIDEGATE_GATEWAY_HOST: host,
    TIDEGATE_GATEWAY_PUBLISHED: published,
    TIDEGATE_GATEWAY_PORT: port,
    TIDEGATE_GATEWAY_ACCESS: accessFile,
    TIDEGATE_MAX_ARTIFACT_BYTES: maxArtifactBytes,
  } = readVariables(Variables, environment);
  if (!isLoopback(host) && published === undefined && accessFile === undefined) {
    throw misconfigured(
      'TIDEGATE_GATEWAY_HOST',
      '127.0.0.1, ::1 or localhost: without TIDEGATE_GATEWAY_ACCESS the gateway serves this machine only',
      environment,
    );
  }
  return {
    host: host === 'localhost' ? '127.0.0.1' : host,
    port,
    ...present({ accessFile }),
    maxArtifactBytes,
  };
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
