import { TidegateError } from '#contracts/problem.ts';
import { defaultPort } from './settings.ts';

/** The gateway's URL, from an option or `TIDEGATE_GATEWAY_URL`. Throws `USAGE` if that is no URL. */
export function gatewayUrl(given: string | undefined, path = 'TIDEGATE_GATEWAY_URL'): string {
  const url = given ?? `http://127.0.0.1:${defaultPort}`;
  if (URL.canParse(url)) return url;
  const expected = 'a URL such as http://127.0.0.1:7433';
  throw new TidegateError({ code: 'USAGE', message: `${path} cannot be used`, path, observed: url, expected });
}
