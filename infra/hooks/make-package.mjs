// Before packaging: dist/package, with the profiles in it. What is missing in node_modules is installed first.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { readProfiles } from './profiles.mjs';
import { HookError, main, say } from './tools.mjs';

await main(() => {
  const root = resolve(import.meta.dirname, '..', '..');
  readProfiles(join(root, 'profiles.json'));
  say('The package is made: npm run package');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'with-node.mjs'), 'scripts/package.ts'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new HookError('The package could not be made: see above.');
});
