// Before provisioning: makes the app registration by which people and pipelines sign in, or brings
// it up to date.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { desiredRegistration } from './app-registration.mjs';
import { readProfiles } from './profiles.mjs';
import { run } from './runner.mjs';
import {
  ask,
  askJson,
  askPatiently,
  checkTools,
  HookError,
  isLeftAlone,
  isStarted,
  main,
  needed,
  say,
} from './tools.mjs';

const MAY_NOT =
  'You need the right to register applications in Entra. Without it, ask an administrator to create the registration (docs/api.md) and set its id with ' +
  '`azd env set BACKSTAY_API_CLIENT_ID CLIENT-ID`, or leave it out and go on with function keys; then `azd env set BACKSTAY_APP_REGISTRATION off`.';

/** @param hook how to call tools, azd's environment, the app roles, where to report it */
export async function registerApp({ run, env, roles, wait, say }) {
  if (isLeftAlone(env)) return say('The app registration is left alone (BACKSTAY_APP_REGISTRATION is off).');
  const name = `Backstay (${needed(env, 'AZURE_ENV_NAME', 'Run this by `azd provision`, or make an environment: azd env new')})`;
  const { graph } = checkTools(run, env);

  const existing = env.BACKSTAY_API_CLIENT_ID
    ? askJson(
        run,
        'az',
        ['ad', 'app', 'show', '--id', env.BACKSTAY_API_CLIENT_ID],
        `BACKSTAY_API_CLIENT_ID names an app registration that is not there. To have one made: azd env set BACKSTAY_API_CLIENT_ID ""`,
      )
    : createApp(run, name, say);

  say(`App registration "${existing.displayName}" (${existing.appId}): app roles, scope, version of tokens`);
  for (const body of desiredRegistration(existing, roles)) {
    await askPatiently(
      run,
      'az',
      [
        'rest',
        '--method',
        'PATCH',
        '--url',
        `${graph}/v1.0/applications/${existing.id}`,
        '--headers',
        'Content-Type=application/json',
        '--body',
        JSON.stringify(body),
      ],
      MAY_NOT,
      wait,
    );
  }

  const principals = askJson(run, 'az', ['ad', 'sp', 'list', '--filter', `appId eq '${existing.appId}'`], MAY_NOT);
  if (principals.length === 0) {
    say('Its service principal, to which people and applications are assigned');
    await askPatiently(run, 'az', ['ad', 'sp', 'create', '--id', existing.appId, '--output', 'none'], MAY_NOT, wait);
  }
  say('Done. No user holds an app role until you assign one: docs/api.md lists them.');
}

/**
 * Never one that merely has the name: everybody may name an application so, and would own who may
 * approve.
 */
function createApp(run, name, say) {
  const namesakes = askJson(run, 'az', ['ad', 'app', 'list', '--filter', `displayName eq '${quoted(name)}'`], MAY_NOT);
  if (namesakes.length > 0) {
    const ids = namesakes.map(({ appId }) => appId).join(', ');
    throw new HookError(
      `There is an app registration "${name}" already (${ids}). If it is yours, check its owners, and then: azd env set BACKSTAY_API_CLIENT_ID CLIENT-ID. If not, choose another name for the environment.`,
    );
  }
  say(`A new app registration "${name}"`);
  const created = askJson(
    run,
    'az',
    ['ad', 'app', 'create', '--display-name', name, '--sign-in-audience', 'AzureADMyOrg'],
    MAY_NOT,
  );
  // At once, so that a second try finds it.
  ask(
    run,
    'azd',
    ['env', 'set', 'BACKSTAY_API_CLIENT_ID', created.appId],
    'Set it manually before you go on: azd env set',
  );
  return created;
}

/** https://learn.microsoft.com/graph/filter-query-parameter#escape-single-quotes */
function quoted(text) {
  return text.replaceAll("'", "''");
}

if (isStarted(import.meta)) {
  const infra = resolve(import.meta.dirname, '..');
  await main(() => {
    readProfiles(join(infra, '..'));
    return registerApp({
      run,
      env: process.env,
      roles: JSON.parse(readFileSync(join(infra, 'app-roles.json'), 'utf8')),
      wait,
      say,
    });
  });
}
