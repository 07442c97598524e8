import { type Result, refuse, succeed } from '#contracts/problem.ts';

const prefix = 'ce-';

/** Whether a request carries its event's attributes as headers. */
export const isBinary = (headers: Headers): boolean => headers.has(`${prefix}specversion`);

/**
 * Reads the event of a request in binary mode: attributes from `ce-` headers, `data` from the body.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function eventOfHeaders(headers: Headers, data: unknown): Result<Record<string, unknown>> {
  const attributes: [string, string][] = [];
  for (const [name, value] of headers) {
    if (!name.startsWith(prefix)) continue;
    const decoded = decode(value);
    if (decoded === undefined) {
      return refuse({
        code: 'ARRIVAL_MALFORMED',
        message: `the header \`${name}\` is not percent-encoded UTF-8`,
        path: name,
        expected: 'printable ASCII, with everything else, quotes and % percent-encoded',
      });
    }
    attributes.push([name.slice(prefix.length), decoded]);
  }
  // The headers `ce-data` and `ce-datacontenttype` are ignored: data and content type come from the body.
  return succeed({ ...Object.fromEntries(attributes), datacontenttype: 'application/json', data });
}

/**
 * Decodes a header's value into an attribute: removes quotes, and decodes percent-encoding once. Undefined if the
 * encoding is invalid.
 */
function decode(value: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(value)) return undefined;
  const quoted = /^"(.*)"$/.exec(value)?.[1];
  try {
    return decodeURIComponent(quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1'));
  } catch {
    return undefined;
  }
}
