// Before packaging, provisioning and deploying: dist/package, with the profiles in it. Parts of
// node_modules that are missing are installed first. `azd up` runs this three times, `azd package`,
// `azd provision` and `azd deploy` once each: a package that is up to date is not made again.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { isUpToDate, noteMade, noteOutOfDate } from './package-stamp.mjs';
import { writtenProfiles } from './profiles.mjs';
import { HookError, isStarted, main, say } from './tools.mjs';

export function makePackage({ root, build, say }) {
  writtenProfiles(root);
  if (isUpToDate(root)) return say('The package is up to date.');
  say('The package is being made: npm run package');
  noteOutOfDate(root);
  if (build(root) !== 0) throw new HookError('The package could not be made: see above.');
  noteMade(root);
}

function npmRunPackage(root) {
  const script = [join(root, 'scripts', 'with-node.mjs'), 'scripts/package.ts'];
  return spawnSync(process.execPath, script, { cwd: root, stdio: 'inherit' }).status;
}

if (isStarted(import.meta)) {
  await main(() => makePackage({ root: resolve(import.meta.dirname, '..', '..'), build: npmRunPackage, say }));
}
