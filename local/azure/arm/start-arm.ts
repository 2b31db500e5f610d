import { serveHttps } from '../serve-https.ts';
import { type Arm, type ArmOptions, buildArm } from './build-arm.ts';
import { serveWithLosses } from './faults/connection-faults.ts';
import type { Certificate } from './server/certificate.ts';
import { createRealTimeline, type Timeline } from './timeline.ts';

export interface LocalArmOptions extends ArmOptions {
  /** 0 takes any free port; 0 by default. */
  readonly port?: number;
  readonly timeline?: Timeline;
  /** Its certificate; a fresh one by default. */
  readonly certificate?: Certificate;
}

export interface LocalArm extends Omit<Arm, 'app' | 'buildQuietApp' | 'listen' | 'close'> {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly certificatePem: string;
  /** Ends at once: connections, deliveries and all that was still to happen. */
  close(): Promise<void>;
}

/** Starts a Resource Manager that lives in this process alone. */
export async function startArm(options: LocalArmOptions): Promise<LocalArm> {
  const realTimeline = createRealTimeline();
  let url = '';
  const { app, buildQuietApp: _, listen: __, ...arm } = buildArm(options, options.timeline ?? realTimeline, () => url);

  const server = await serveHttps(serveWithLosses(app), options);
  url = server.url;

  return {
    ...arm,
    url,
    certificatePem: server.certificatePem,
    async close() {
      realTimeline.close();
      arm.close();
      await server.close();
    },
  };
}
