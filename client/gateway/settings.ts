import { isIP } from 'node:net';
import { z } from 'zod';
import { present } from '#contracts/present.ts';
import { type Environment, misconfigured, readVariables } from '#contracts/variables.ts';

/** The gateway's own environment variables, besides those that all processes share. */
export interface GatewaySettings {
  /**
   * `TIDEGATE_GATEWAY_HOST`: a loopback address. Any other address needs an access file or
   * `TIDEGATE_GATEWAY_PUBLISHED=loopback`.
   */
  readonly host: string;
  /** `TIDEGATE_GATEWAY_PORT`; 0 for any free port. */
  readonly port: number;
  /** `TIDEGATE_GATEWAY_ACCESS`: the access file; without it everybody on this machine is admitted. */
  readonly accessFile?: string;
  /** `TIDEGATE_MAX_ARTIFACT_BYTES`: the largest file that `PUT /v1/artifacts` accepts, in bytes. */
  readonly maxArtifactBytes: number;
}

export const defaultPort = 7433;

const Variables = z.object({
  TIDEGATE_GATEWAY_HOST: z.string().default('127.0.0.1'),
  // A container has its own loopback, so the gateway must listen on another address there. It cannot see whether its
  // port is published only on the host's loopback; this variable states it.
  TIDEGATE_GATEWAY_PUBLISHED: z.literal('loopback').optional(),
  TIDEGATE_GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(defaultPort),
  TIDEGATE_GATEWAY_ACCESS: z.string().optional(),
  TIDEGATE_MAX_ARTIFACT_BYTES: z.coerce.number().int().min(1).default(1_073_741_824),
});

/**
 * Reads the settings. Throws `USAGE` for an invalid variable, and for a host that other machines can reach if neither
 * an access file nor `TIDEGATE_GATEWAY_PUBLISHED` allows it.
 */
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
