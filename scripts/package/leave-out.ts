import type { Plugin } from 'esbuild';

/**
 * Parts of `applicationinsights` that Backstay never uses: instrumentations, which patch modules
 * that a bundle does not have, and exporters for other receivers, each loaded only by a setting of
 * OpenTelemetry's that Backstay does not have.
 */
const UNUSED =
  /^(?:@opentelemetry\/(?:instrumentation-.+|exporter-(?:prometheus|zipkin|.+-otlp-(?:grpc|proto))|otlp-grpc-exporter-base|configuration|winston-transport)|@azure\/opentelemetry-instrumentation-azure-sdk|@microsoft\/applicationinsights-web-snippet)$/;

/** Any name of it is a class that cannot be used: its use fails at once. */
const STAND_IN = `
module.exports = new Proxy({}, {
  get: (_, name) => name === '__esModule' ? true : class {
    constructor() { throw new Error('Left out of the package: ' + String(name)); }
  },
});`;

/**
 * The exporter of Application Insights asks settings.sdk.monitor.azure.com each hour which of its
 * features are on, and has no setting that stops it. Nothing outside of the deployment decides what
 * the app sends: here it never asks.
 * https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/monitor/monitor-opentelemetry-exporter/src/_configuration
 */
const REMOTE_SETTINGS = /[\\/]monitor-opentelemetry-exporter[\\/].+[\\/]_configuration[\\/]configurationManager\.js$/;

function withoutRemoteSettings(path: string): string {
  const manager = `class ConfigurationManager {
    static #instance = new ConfigurationManager();
    static getInstance() { return ConfigurationManager.#instance; }
    initialize() {}
    shutdown() {}
    registerCallback() { return () => {}; }
  }`;
  return path.includes('commonjs') ? `exports.ConfigurationManager = ${manager};` : `export ${manager}`;
}

export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: STAND_IN, loader: 'js' }));
    build.onLoad({ filter: REMOTE_SETTINGS }, ({ path }) => ({ contents: withoutRemoteSettings(path), loader: 'js' }));
  },
};
