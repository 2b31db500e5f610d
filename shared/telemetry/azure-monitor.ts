import type { TokenCredential } from '@azure/identity';
import { metrics, type ProxyTracerProvider, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { shutdownAzureMonitor, useAzureMonitor } from 'applicationinsights';
import { createInstruments } from './instruments.ts';
import type { Exporter } from './recorder.ts';

export interface AzureMonitorOptions {
  readonly connectionString: string;
  /** Under whose name it is sent; `undefined` where the resource takes what comes with its key. */
  readonly credential: TokenCredential | undefined;
  /** Whose telemetry it is. */
  readonly resource: Resource;
  /** Version of Backstay. */
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
}

const REQUEST_TIMEOUT_MS = 10_000;
const SEVERITY = { info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR };

type DistroOptions = NonNullable<Parameters<typeof useAzureMonitor>[0]>;

/**
 * None is used: Backstay records its own calls, and a bundle has no modules left to patch.
 * scripts/package leaves them out.
 */
const NO_INSTRUMENTATIONS: NonNullable<DistroOptions['instrumentationOptions']> = {
  azureSdk: { enabled: false },
  http: { enabled: false },
  mongoDb: { enabled: false },
  mySql: { enabled: false },
  postgreSql: { enabled: false },
  redis: { enabled: false },
  redis4: { enabled: false },
  bunyan: { enabled: false },
  winston: { enabled: false },
  console: { enabled: false },
};

/**
 * Application Insights: traces, metrics, standard metrics and live metrics. Heavy: only
 * create-telemetry.ts loads it, and late.
 * https://learn.microsoft.com/azure/azure-monitor/app/opentelemetry-configuration
 */
export function createAzureMonitor(options: AzureMonitorOptions): Exporter {
  const { connectionString, credential, resource, environment } = options;
  // Its telemetry about itself, to Microsoft and as metrics of the customer.
  environment.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  environment.APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED ??= 'true';
  useAzureMonitor({
    azureMonitorExporterOptions: {
      connectionString,
      ...(credential !== undefined && { credential }),
      // The exporter stores refused data on the disk of the instance and sends it later.
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [{ policy: TIMEOUT, position: 'perCall' }],
    },
    resource,
    // Backstay samples by itself, so that failed spans are kept: see kept-spans.ts.
    samplingRatio: 1,
    tracesPerSecond: 0,
    // A line is sent whether or not its trace is kept.
    enableTraceBasedSamplingForLogs: false,
    enableLiveMetrics: true,
    enableStandardMetrics: true,
    enablePerformanceCounters: false,
    enableAutoCollectPerformance: false,
    // A handler of uncaught exceptions would change how the process ends.
    enableAutoCollectExceptions: false,
    instrumentationOptions: NO_INSTRUMENTATIONS,
  });
  const pipeline = pipelineOf();
  const instruments = createInstruments(metrics.getMeter('backstay', options.version));
  const logger = logs.getLogger('backstay', options.version);
  // OpenTelemetry reports a failed export here, and resolves all the same.
  let failure: unknown;
  setGlobalErrorHandler((error) => {
    failure = error;
  });

  return {
    async send({ spans, measurements, lines }) {
      failure = undefined;
      for (const span of spans) pipeline.onEnd(span);
      instruments.take(measurements);
      for (const { level, line, at, context } of lines)
        logger.emit({ body: line, severityNumber: SEVERITY[level], severityText: level, timestamp: at, context });
      await Promise.all([pipeline, metrics.getMeterProvider(), logs.getLoggerProvider()].map(flush));
      if (failure !== undefined) throw failure instanceof Error ? failure : new Error('Refused');
    },
    close: shutdownAzureMonitor,
  };
}

/** The interfaces of the providers leave it out, their classes have it. */
async function flush(provider: object): Promise<void> {
  if ('forceFlush' in provider && typeof provider.forceFlush === 'function') await provider.forceFlush();
}

/**
 * The span processors of the distribution: standard metrics, live metrics, and the exporter. Spans
 * that began before it was loaded have to pass through them as well, and it offers no other way in.
 * `test/shared/telemetry/azure-monitor.test.ts` notices when it moves.
 */
function pipelineOf(): SpanProcessor {
  const provider = (trace.getTracerProvider() as ProxyTracerProvider).getDelegate();
  const pipeline: unknown = Reflect.get(provider, '_activeSpanProcessor');
  if (typeof pipeline === 'object' && pipeline !== null && 'onEnd' in pipeline) return pipeline as SpanProcessor;
  throw new Error('The span processors of applicationinsights are not where they were.');
}

/** The exporter has no limit of its own. */
const TIMEOUT = {
  name: 'backstayTimeout',
  sendRequest<R extends { timeout: number }, T>(request: R, next: (request: R) => Promise<T>): Promise<T> {
    request.timeout = REQUEST_TIMEOUT_MS;
    return next(request);
  },
};
