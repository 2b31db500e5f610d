// Runs a file of this repository under the Node version that the repository brings along, after
// installing what is missing. Plain JavaScript without imports from node_modules: it is the first
// thing to run on a machine with nothing but an older Node, npm and git.
//
//   node scripts/with-node.mjs [--build] [--env VARIABLES] FILE [ARGUMENTS]
//
// With --build the functions are compiled first, into dist/; what is unchanged is left alone. With
// --env the lines NAME=VALUE of a file go before the environment: Node's own --env-file cannot
// replace a variable, nor name certificates that Node reads at its start.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.backstay-installed');
const nodeFolder = join(modules, 'node', 'bin');
const windows = process.platform === 'win32';
const node = join(nodeFolder, windows ? 'node.exe' : 'node');

const lockFile = readFileSync(join(root, 'package-lock.json'));
const lock = createHash('sha256').update(lockFile).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  if (!isInstalledAlready()) install();
  writeFileSync(stamp, lock);
}

const env = {
  ...process.env,
  PATH: [nodeFolder, join(modules, '.bin'), process.env.PATH].join(windows ? ';' : ':'),
  // Every process that is started again and again finds its code compiled.
  // https://nodejs.org/api/module.html#module-compile-cache
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'backstay-code'),
};
const args = process.argv.slice(2);
if (args[0] === '--build') {
  args.shift();
  // The host would register a function a second time from the output of a file that was renamed
  // since.
  if (hasOutputOfGoneSources()) rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tsc = join(modules, 'typescript', 'bin', 'tsc');
  const build = spawnSync(node, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: ['ignore', 2, 2], env });
  if (build.status !== 0) process.exit(1);
}
if (args[0] === '--env') {
  const [, file] = args.splice(0, 2);
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const end = line.indexOf('=');
    if (end > 0) env[line.slice(0, end)] = line.slice(end + 1);
  }
}
const child = spawn(node, args, { cwd: root, stdio: 'inherit', env });
// Ctrl-C reaches the child by itself, as it shares the terminal; a signal that was sent to this
// process alone must be handed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));

/**
 * Whether `npm ci` or `npm install` of a person did it: npm notes in node_modules what it
 * installed.
 */
function isInstalledAlready() {
  const noted = join(modules, '.package-lock.json');
  // Without its install script, as with --ignore-scripts, the package of Node has no Node in it.
  if (!existsSync(noted) || !existsSync(node)) return false;
  const { packages: wanted } = JSON.parse(lockFile.toString());
  const { packages: installed } = JSON.parse(readFileSync(noted, 'utf8'));
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    // An optional one may be for another platform.
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity && installedVersion(path) === version;
  });
}

/** The note alone proves nothing: `npm install --package-lock-only` writes it as well. */
function installedVersion(path) {
  const file = join(root, path, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

function install() {
  process.stderr.write('Installing the dependencies (once; half a minute) …\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (status !== 0) {
    process.stderr.write('`npm ci` failed: see above. It needs npm and access to an npm registry.\n');
    process.exit(1);
  }
}

/** True when a compiled function has no source any more. */
function hasOutputOfGoneSources() {
  const compiled = join(root, 'dist', 'functions');
  if (!existsSync(compiled)) return false;
  return readdirSync(compiled).some(
    (name) => name.endsWith('.js') && !existsSync(join(root, 'functions', name.replace(/\.js$/, '.ts'))),
  );
}
