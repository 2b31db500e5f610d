import type { TokenCredential } from '@azure/identity';
import {
  type AzureMonitorExporterOptions,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { createInstruments } from './instruments.ts';
import { createSpans } from './readable-spans.ts';
import type { Exporter } from './recorder.ts';

export interface AzureMonitorOptions {
  readonly connectionString: string;
  /** Under whose name it is sent; `undefined` where the resource takes what comes with its key. */
  readonly credential: TokenCredential | undefined;
  /** The share of traces that is kept, from 0 to 1. */
  readonly ratio: number;
  /** Version of Backstay. */
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MOST_SPANS_AT_ONCE = 500;

/**
 * Application Insights, by Microsoft's own exporter for OpenTelemetry. Heavy: only create-telemetry.ts loads it, and late.
 * https://learn.microsoft.com/azure/azure-monitor/app/opentelemetry-configuration
 */
export function createAzureMonitor(options: AzureMonitorOptions): Exporter {
  const { connectionString, credential, ratio, environment } = options;
  // What the exporter would tell of itself, to Microsoft and as metrics of the customer's: nobody has asked for it.
  environment.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  environment.APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED ??= 'true';
  const exporterOptions: AzureMonitorExporterOptions = {
    connectionString,
    ...(credential !== undefined && { credential }),
    // What Azure does not take now, the exporter keeps on the disk of the instance and sends later.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: TIMEOUT, position: 'perCall' }],
  };
  const traceExporter = new AzureMonitorTraceExporter(exporterOptions);
  const metricExporter = new AzureMonitorMetricExporter(exporterOptions);
  const resource = resourceOf(options);
  const spans = createSpans(resource, ratio);
  const instruments = createInstruments(resource, (type) => metricExporter.selectAggregationTemporality(type));

  return {
    async send(ended, measurements) {
      const sendings: Promise<void>[] = [];
      if (measurements.length > 0) {
        const metrics = await instruments.collect(measurements);
        sendings.push(exported((done) => metricExporter.export(metrics, done)));
      }
      for (let from = 0; from < ended.length; from += MOST_SPANS_AT_ONCE) {
        const some = spans.readable(ended.slice(from, from + MOST_SPANS_AT_ONCE));
        sendings.push(exported((done) => traceExporter.export([...some], done)));
      }
      await Promise.all(sendings);
    },
    async close() {
      await Promise.all([traceExporter.shutdown(), metricExporter.shutdown()]);
    },
  };
}

/** The exporter has no limit of its own. */
const TIMEOUT: NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number]['policy'] = {
  name: 'backstayTimeout',
  sendRequest(request, next) {
    request.timeout = REQUEST_TIMEOUT_MS;
    return next(request);
  },
};

/** Whose telemetry it is: the name under which the functions host sends its own, so that both are one in the map of the application. */
function resourceOf({ environment, version }: AzureMonitorOptions): Resource {
  const instance = environment.WEBSITE_INSTANCE_ID;
  return resourceFromAttributes({
    'service.name': environment.WEBSITE_SITE_NAME ?? 'backstay',
    'service.version': version,
    ...(instance !== undefined && { 'service.instance.id': instance }),
  });
}

/** OpenTelemetry's exporters answer by a callback. */
async function exported(
  start: (done: (result: { readonly code: number; readonly error?: Error }) => void) => Promise<void>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  start(({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('Refused')))).catch(reject);
  await promise;
}
