import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { leaveOut } from './leave-out.ts';

/** One file of the package. */
export interface PackagedFile {
  /** With slashes, from the root of the package. */
  readonly path: string;
  readonly contents: Uint8Array;
}

export interface Bundle {
  readonly code: readonly PackagedFile[];
  /** Source maps, which stay with the builder of the package. */
  readonly maps: readonly PackagedFile[];
  /** Names of the npm packages that are in it. */
  readonly modules: readonly string[];
}

/** The `main` of the package's own package.json. */
export const ENTRY = 'functions.js';

/** The module that a bundle begins with. */
export interface BundleEntry {
  /** Its source. */
  readonly contents: string;
  /** Name of its file in the bundle, without an ending. */
  readonly name: string;
}

/** All functions as one module. */
export function bundleFunctions(root: string): Promise<Bundle> {
  const files = globSync('functions/*.ts', { cwd: root }).sort();
  const contents = files.map((file) => `import './${file.replaceAll('\\', '/')}';`).join('\n');
  return bundle(root, { contents, name: 'functions' });
}

/**
 * A module with all that it imports; what it imports only when it is needed stays apart, in chunks.
 * Nothing is left to be installed but `@azure/functions-core`, which the host itself supplies.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference-node
 */
export async function bundle(root: string, { contents, name }: BundleEntry): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents,
      resolveDir: root,
      sourcefile: `${name}.ts`,
      loader: 'ts',
    },
    absWorkingDir: root,
    outdir: 'package',
    entryNames: name,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Of libraries in both forms the newer one: the older hides its imports from the bundler.
    mainFields: ['module', 'main'],
    minify: true,
    // Names of classes and functions are part of what errors say.
    keepNames: true,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    external: ['@azure/functions-core'],
    plugins: [leaveOut],
    define: { __dirname: 'import.meta.dirname' },
    // Some of the libraries are CommonJS and ask for parts of Node by `require`.
    banner: {
      js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);",
    },
  });
  const outdir = join(root, 'package');
  const files = outputFiles.map(({ path, contents }) => ({
    path: path.slice(outdir.length + 1).replaceAll('\\', '/'),
    contents,
  }));
  return {
    code: files.filter(({ path }) => path.endsWith('.js')),
    maps: files.filter(({ path }) => path.endsWith('.map')),
    modules: modulesOf(metafile),
  };
}

function modulesOf({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const names = inputs.flatMap((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.slice(0, 1) ?? []);
  return [...new Set(names.map((path) => path.replace(/\/$/, '')))].sort();
}
