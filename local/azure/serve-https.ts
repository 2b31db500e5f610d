import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Certificate, createCertificate } from './arm/server/certificate.ts';
import { closeServer } from './close-server.ts';

export type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

export interface HttpsOptions {
  /** 0 takes any free port; 0 by default. */
  readonly port?: number | undefined;
  /** A new one by default. */
  readonly certificate?: Certificate | undefined;
}

export interface HttpsServer {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly certificatePem: string;
  /** Ends at once, with all connections. */
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 with a certificate for it. Rejects when the port is taken. */
export async function serveHttps(fetch: Fetch, { port = 0, certificate }: HttpsOptions = {}): Promise<HttpsServer> {
  const { certificatePem, privateKeyPem } = certificate ?? (await createCertificate());
  const server = createAdaptorServer({
    fetch,
    createServer,
    serverOptions: { key: privateKeyPem, cert: certificatePem },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificatePem,
    close: () => closeServer(server),
  };
}
