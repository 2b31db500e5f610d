import tls from 'node:tls';

/**
 * Makes every TLS client of this process trust `pem`, next to the certificates that it trusts
 * anyway.
 */
export function trustCertificate(pem: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}
