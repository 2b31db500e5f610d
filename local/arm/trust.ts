import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Has this process trust a certificate besides the usual ones. */
export function trustCertificate(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}
