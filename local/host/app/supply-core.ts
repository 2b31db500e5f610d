import { registerHooks } from 'node:module';
import type { FunctionsCore } from './functions-core.ts';

const NAME = '@azure/functions-core';
const URL = 'local-host:functions-core';
const SLOT = Symbol.for(URL);

/**
 * Has `require('@azure/functions-core')` answer with `core` in this process. Comes before the first
 * call of `@azure/functions`, which looks once, and runs in "test mode" for ever if it finds
 * nothing:
 * https://github.com/Azure/azure-functions-nodejs-library, src/utils/tryGetCoreApiLazy.ts
 * @throws Error when this process has a host already: the library would go on talking to the first
 *   one.
 */
export function supplyCore(core: FunctionsCore): void {
  if (SLOT in globalThis) throw new Error('One process can run one functions host only: start another process.');
  Object.defineProperty(globalThis, SLOT, { value: core });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === NAME ? { url: URL, format: 'commonjs', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === URL
        ? {
            format: 'commonjs',
            source: `module.exports = globalThis[Symbol.for('${URL}')];`,
            shortCircuit: true,
          }
        : next(url, context),
  });
}
