// After provisioning: the app registration learns where people come back to, and that it trusts the
// identity of the app.
import { desiredCredential } from './app-registration.mjs';
import { run } from './runner.mjs';
import { ask, askJson, checkTools, isLeftAlone, isStarted, main, needed, say } from './tools.mjs';

const FIRST = 'It is an output of infra/main.bicep: run `azd provision` first.';
const MAY_NOT = 'You need to be an owner of the app registration. If you are not: docs/deploy.md says what to set.';

export function finishApp({ run, env, say }) {
  if (isLeftAlone(env)) return say('The app registration is left alone (BACKSTAY_APP_REGISTRATION is off).');
  const id = needed(env, 'BACKSTAY_API_CLIENT_ID', 'infra/hooks/register-app.mjs sets it: run `azd provision`.');
  const url = needed(env, 'BACKSTAY_APP_URL', FIRST);
  const principalId = needed(env, 'BACKSTAY_IDENTITY_PRINCIPAL_ID', FIRST);
  const { cloud, login, tenantId } = checkTools(run, env);

  const app = askJson(run, 'az', ['ad', 'app', 'show', '--id', id], MAY_NOT);
  const callback = `${url}/.auth/login/aad/callback`;
  const redirects = app.web?.redirectUris ?? [];
  if (!redirects.includes(callback)) {
    say(`People come back to ${callback}`);
    ask(run, 'az', ['ad', 'app', 'update', '--id', id, '--web-redirect-uris', ...redirects, callback], MAY_NOT);
  }

  const wanted = desiredCredential({ cloud, login, tenantId, principalId });
  const credentials = askJson(run, 'az', ['ad', 'app', 'federated-credential', 'list', '--id', id], MAY_NOT);
  const found = credentials.find(({ name }) => name === wanted.name);
  if (found !== undefined && isSame(found, wanted)) return say('The app registration trusts the identity of the app.');
  say('The app registration is to trust the identity of the app');
  const how =
    found === undefined ? ['create', '--id', id] : ['update', '--id', id, '--federated-credential-id', wanted.name];
  ask(run, 'az', ['ad', 'app', 'federated-credential', ...how, '--parameters', JSON.stringify(wanted)], MAY_NOT);
}

function isSame(found, wanted) {
  return (
    found.subject === wanted.subject &&
    found.issuer === wanted.issuer &&
    found.audiences.length === 1 &&
    found.audiences[0] === wanted.audiences[0]
  );
}

if (isStarted(import.meta)) await main(() => finishApp({ run, env: process.env, say }));
