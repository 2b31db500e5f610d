// After provisioning: a key vault that was recovered exists, and a second recovery would be
// refused.
import { run } from './runner.mjs';
import { ask, isStarted, isTrue, main, say } from './tools.mjs';

export function vaultRecovered({ run, env, say }) {
  if (!isTrue(env.BACKSTAY_RECOVER_VAULT)) return;
  say('The key vault is back: BACKSTAY_RECOVER_VAULT is false again');
  const set = ['env', 'set', 'BACKSTAY_RECOVER_VAULT', 'false'];
  ask(run, 'azd', set, `Set it manually before you provision again: azd ${set.join(' ')}`);
}

if (isStarted(import.meta)) await main(() => vaultRecovered({ run, env: process.env, say }));
