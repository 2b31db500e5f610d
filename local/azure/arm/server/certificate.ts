import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A fresh certificate for this machine. It signs itself, so trust in it covers nothing else. */
export async function createCertificate(): Promise<Certificate> {
  // A name of its own: of two trusted certificates with one name, a client tries the first for
  // both.
  const pems = await generate([{ name: 'commonName', value: `Backstay local Azure ${randomUUID()}` }], {
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + 30 * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { certificatePem: pems.cert, privateKeyPem: pems.private };
}
