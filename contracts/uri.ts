/** Query parameters with which stores sign their URLs. */
const secretParameter =
  /^(?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|sig|signature|awsaccesskeyid|token|access_token|key|password)$/i;

const userInfo = /^[a-z][a-z0-9+.-]*:[\\/]*[^\\/?#]*@/i;

/** Whether a URI carries a user, a password or a signature: histories keep URIs for ever. */
export function carriesCredentials(uri: string): boolean {
  const [, query = ''] = /\?([^#]*)/.exec(uri) ?? [];
  return userInfo.test(uri) || query.split('&').some((pair) => secretParameter.test(decoded(pair.split('=')[0] ?? '')));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The scheme of an absolute URI, in lower case without its colon; undefined for anything else. */
export const schemeOf = (uri: string): string | undefined => /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
