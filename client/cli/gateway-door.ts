import { gatewayUrl } from '../gateway/address.ts';
import { type GatewayClient, gatewayClient } from '../sdk/gateway-client.ts';
import { commandEnvironment } from './session.ts';

/** The gateway that a command announces to: where `--gateway` or the environment says, with the token that the environment holds. */
export function gatewayDoor(option: string | undefined): GatewayClient {
  const { TIDEGATE_GATEWAY_URL, TIDEGATE_GATEWAY_TOKEN: token } = commandEnvironment();
  const url = gatewayUrl(option ?? TIDEGATE_GATEWAY_URL, '--gateway');
  return gatewayClient({ url, ...(token && { token }) });
}
