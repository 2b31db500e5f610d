import type { TokenCredential } from '@azure/identity';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { NO_RECORDER } from './no-recorder.ts';
import { createRecorder, type Recorder } from './recorder.ts';

export interface TelemetryOptions {
  /**
   * App settings: those of Application Insights belong to the functions host, which reads the same.
   */
  readonly environment: NodeJS.ProcessEnv;
  /** The share of traces that is kept, from 0 to 1. */
  readonly ratio: number;
  /** Version of Backstay. */
  readonly version: string;
  /** The app's own identity; `clientId` names a user-assigned one. */
  readonly credentialFor: (clientId: string | undefined) => TokenCredential;
}

/**
 * Telemetry goes to Application Insights where its connection string is set, else nowhere. The
 * libraries for that take longer to load than all the rest of Backstay: they are loaded after the
 * first invocation has done its work.
 */
export function createTelemetry({ credentialFor, ...options }: TelemetryOptions): Recorder {
  const { environment, ratio } = options;
  const connectionString = environment.APPLICATIONINSIGHTS_CONNECTION_STRING;
  if (!connectionString) return NO_RECORDER;
  const signIn = parseAuthentication(environment.APPLICATIONINSIGHTS_AUTHENTICATION_STRING);
  const credential = signIn && credentialFor(signIn.clientId);
  const resource = resourceOf(options);
  return createRecorder({
    ratio,
    resource,
    async load() {
      const { createAzureMonitor } = await import('./azure-monitor.ts');
      return createAzureMonitor({ ...options, resource, connectionString, credential });
    },
  });
}

/**
 * The name under which the functions host sends its own telemetry, so that both are one in the map
 * of the application.
 */
function resourceOf({ environment, version }: Pick<TelemetryOptions, 'environment' | 'version'>): Resource {
  const instance = environment.WEBSITE_INSTANCE_ID;
  return resourceFromAttributes({
    'service.name': environment.WEBSITE_SITE_NAME ?? 'backstay',
    'service.version': version,
    ...(instance !== undefined && { 'service.instance.id': instance }),
  });
}

/**
 * Whether telemetry is sent under the app's identity, as in `Authorization=AAD;ClientId=…`, and
 * under which.
 * https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
 */
export function parseAuthentication(text: string | undefined): { readonly clientId: string | undefined } | undefined {
  const parts = new Map(
    (text ?? '').split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.trim().toLowerCase(), value.trim()] as const;
    }),
  );
  if (parts.get('authorization')?.toUpperCase() !== 'AAD') return undefined;
  return { clientId: parts.get('clientid') || undefined };
}
