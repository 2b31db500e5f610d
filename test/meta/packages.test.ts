import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/**
 * Packages that Backstay is to be built on, each with the files that use it and with one of its
 * exports that is used there.
 */
const NAMED: Readonly<Record<string, { readonly files: string; readonly uses: RegExp }>> = {
  '@azure/functions': { files: 'functions/*.ts', uses: /\bapp\.(?:http|timer|eventGrid|storageQueue)\(/ },
  '@azure/identity': { files: 'shared/azure/*.ts', uses: /new ManagedIdentityCredential\(/ },
  '@azure/arm-authorization': { files: 'shared/azure/*.ts', uses: /new AuthorizationManagementClient\(/ },
  '@azure/arm-resources': { files: 'shared/azure/*.ts', uses: /new ResourceManagementClient\(/ },
  '@azure/arm-kubernetesconfiguration': { files: 'shared/azure/*.ts', uses: /new SourceControlConfigurationClient\(/ },
  '@azure/eventgrid': {
    files: 'shared/azure/*.ts',
    uses: /new EventGridDeserializer\(|new EventGridPublisherClient\(/,
  },
  applicationinsights: { files: 'shared/telemetry/*.ts', uses: /\buseAzureMonitor\(/ },
  vitest: { files: 'test/**/*.test.ts', uses: /\btest\(/ },
};

/**
 * `import … from 'name'`, a dynamic import, or a part of the package; not an import of types alone.
 */
function isImported(text: string, name: string): boolean {
  const escaped = name.replaceAll('/', '\\/');
  return new RegExp(`(?:import (?!type )[^;]*?from |import\\()'${escaped}(?:/[\\w/.-]+)?'`).test(text);
}

test.each(Object.entries(NAMED))('%s is a dependency, and is used', (name, { files, uses }) => {
  const kind = name === 'vitest' ? devDependencies : dependencies;
  expect(Object.keys(kind)).toContain(name);
  const using = globSync(files)
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => isImported(text, name) && uses.test(text));
  expect(using.length).toBeGreaterThan(0);
});

test('an import of types alone is no use', () => {
  expect(isImported("import type { A } from '@azure/eventgrid';", '@azure/eventgrid')).toBe(false);
  expect(isImported("import { A } from '@azure/eventgrid';", '@azure/eventgrid')).toBe(true);
  expect(isImported("await import('applicationinsights')", 'applicationinsights')).toBe(true);
});
