import { type Certificate, createCertificate } from '../../local/azure/arm/server/certificate.ts';
import { trustCertificate } from '../../local/azure/arm/trust.ts';

let trusted: Promise<Certificate> | undefined;

/**
 * The one certificate of all local Resource Managers in this process, which trusts it. Each further
 * one would make every connection slower: Node reads all the certificates that it trusts again.
 */
export function trustedCertificate(): Promise<Certificate> {
  trusted ??= createCertificate().then((certificate) => {
    trustCertificate(certificate.certificatePem);
    return certificate;
  });
  return trusted;
}
