// `npm run pack:cli`: makes an npm package of the command line, which installs without other
// packages: `npx ./backstay-0.1.0.tgz scan`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { bundle } from './package/bundle.ts';
import { noticesFor } from './package/notices.ts';

const root = resolve(import.meta.dirname, '..');
const { out } = commandLine('npm run pack:cli --', 'Makes an npm package of the command line.')
  .option('--out <folder>', 'where to put it', join(root, 'dist'))
  .parse()
  .opts<{ readonly out: string }>();

const { code, modules } = await bundle(root, { contents: "import './scripts/backstay.ts';", name: 'backstay' });
const { name, version, description, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const manifest = { name, version, description, license, type: 'module', bin: { backstay: 'bin.js' }, engines };
const README = `# Backstay

${description}

\`\`\`sh
npx backstay --help
npx backstay scan --cluster CLUSTER-ID --profiles profiles.json
\`\`\`

A scan uses your own Azure login and changes nothing.
`;

const folder = mkdtempSync(join(tmpdir(), 'backstay-pack-'));
try {
  for (const { path, contents } of code) write(path, contents);
  write('bin.js', "#!/usr/bin/env node\nimport './backstay.js';\n");
  write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  write('README.md', README);
  write('LICENSE', readFileSync(join(root, 'LICENSE')));
  write('THIRD-PARTY-NOTICES.txt', noticesFor(root, modules));
  mkdirSync(out, { recursive: true });
  const args = ['pack', folder, '--pack-destination', resolve(out), '--json', '--loglevel=error'];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  process.stdout.write(`${join(out, `${name}-${version}.tgz`)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(path: string, contents: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents);
}
