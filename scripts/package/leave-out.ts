import type { Plugin } from 'esbuild';

/**
 * What `applicationinsights` brings and Backstay never uses: instrumentations, which patch modules that a bundle does not have, and exporters for
 * other receivers, each loaded only by a setting of OpenTelemetry's that Backstay does not have.
 */
const UNUSED =
  /^(?:@opentelemetry\/(?:instrumentation-.+|exporter-(?:prometheus|zipkin|.+-otlp-(?:grpc|proto))|otlp-grpc-exporter-base|configuration|winston-transport)|@azure\/opentelemetry-instrumentation-azure-sdk|@microsoft\/applicationinsights-web-snippet)$/;

/** Any name of it is a class that cannot be used: whoever does sees so at once. */
const STAND_IN = `
module.exports = new Proxy({}, {
  get: (_, name) => name === '__esModule' ? true : class {
    constructor() { throw new Error('Left out of the package: ' + String(name)); }
  },
});`;

export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: STAND_IN, loader: 'js' }));
  },
};
