/**
 * Whether cards may go to this address, where these hosts are allowed. Plain http only for a host
 * with its port, as in `127.0.0.1:7072`.
 */
export function isCardHost(url: URL, hosts: readonly string[]): boolean {
  const { hostname, username, password } = url;
  if (username !== '' || password !== '') return false;
  if (hosts.includes(url.host) && url.port !== '') return true;
  // The parser has made the name one of small ASCII letters; a dot at its end matches nothing, and
  // a port has to be named.
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    hosts.some((host) => (host.startsWith('.') && host.length > 1 ? hostname.endsWith(host) : hostname === host))
  );
}
