import { gatewayUrl } from '../gateway/address.ts';
import { type GatewayClient, gatewayClient } from '../sdk/gateway-client.ts';
import { commandEnvironment } from './session.ts';

/** A client for the gateway at the URL from `--gateway` or the environment, with the token from the environment. */
export function gatewayDoor(option: string | undefined): GatewayClient {
  const { TIDEGATE_GATEWAY_URL, TIDEGATE_GATEWAY_TOKEN: token } = commandEnvironment();
  const url = gatewayUrl(option ?? TIDEGATE_GATEWAY_URL, '--gateway');
  return gatewayClient({ url, ...(token && { token }) });
}
