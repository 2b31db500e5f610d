// Waits until the app can take part in Event Grid's handshake: Event Grid asks once, gives the app
// 10 s, and never asks again.
// https://github.com/Azure/azure-sdk-for-net/issues/51014
import { patiently } from './patiently.mjs';
import { HookError } from './tools.mjs';

/** As infra/modules/function-app.bicep has it. */
export const WEB_VERSION = '2025-03-01';
/**
 * Role assignments may take ten minutes until all of Azure knows them, and the app is not ready
 * before.
 */
const HEALTH = { tries: 40, betweenMs: 15_000 };
const FUNCTIONS = { tries: 20, betweenMs: 15_000 };
const KEY = { tries: 20, betweenMs: 15_000 };
const SYSTEM_KEY = 'eventgrid_extension';

/** @param get answers the status of a GET, or throws */
export async function waitForHealth({ get, url, app, wait, say }) {
  const address = `${url}/api/health`;
  say(`The app answers: GET ${address}`);
  const ask = async () => {
    try {
      const status = await get(address);
      return status === 200 ? undefined : `it answers ${status}`;
    } catch (error) {
      return `it does not answer (${error.cause?.code ?? error.name})`;
    }
  };
  const why = await patiently({ ask, what: address, ...HEALTH, wait, say });
  if (why === undefined) return;
  throw new HookError(
    `${address} is not ready: ${why}. Azure takes up to ten minutes until every role assignment counts. \`/api/health/details\` and the log of the app
("Log stream" in the portal, or docs/runbook.md#no-heartbeat) say what is missing. A restart makes the app try again:
az resource invoke-action --action restart --ids ${app}. Then: azd hooks run postdeploy`,
  );
}

/** The platform takes note of the functions of a new package a little after it was deployed. */
export async function waitForFunction({ run, app, name, wait, say }) {
  say(`The function ${name} is there`);
  const id = `${app}/functions/${name}`;
  const ask = () => {
    const { status, stderr } = run('az', ['resource', 'show', '--ids', id, '--output', 'none']);
    return status === 0 ? undefined : stderr.trim().split('\n').at(-1);
  };
  const why = await patiently({ ask, what: name, ...FUNCTIONS, wait, say });
  if (why === undefined) return;
  throw new HookError(
    `${id} does not appear: ${why}
The package did not load, its settings are wrong, or a Key Vault reference among them (BACKSTAY_TEAMS_WEBHOOK) could not be resolved yet:
Azure takes up to ten minutes until everybody knows of the role that reads the secret. The log of the app says which of them: in the portal
"Log stream", or docs/runbook.md#no-heartbeat. A list with nothing but Warmup means that the host did not load the package. "Environment
variables" in the portal shows whether the reference is resolved; Azure tries it again at a restart:
az resource invoke-action --action restart --ids ${app}. Then: azd deploy`,
  );
}

/**
 * The host makes the key at its first start with an Event Grid trigger. Only whether it exists is
 * asked: the key itself stays in Azure.
 */
export async function waitForKey({ run, app, wait, say }) {
  say('The key of Event Grid is there');
  const url = `${app}/host/default/listkeys?api-version=${WEB_VERSION}`;
  const query = `systemKeys.${SYSTEM_KEY} != \`null\``;
  const args = ['rest', '--method', 'post', '--url', url, '--query', query, '--output', 'json'];
  const ask = () => {
    const { status, stdout, stderr } = run('az', args);
    if (status !== 0) return stderr.trim().split('\n').at(-1);
    return stdout.trim() === 'true' ? undefined : 'the host has not made it yet';
  };
  const why = await patiently({ ask, what: `the system key ${SYSTEM_KEY}`, ...KEY, wait, say });
  if (why === undefined) return;
  throw new HookError(
    `The system key ${SYSTEM_KEY} of the app does not appear: ${why}. A restart makes the host load its extensions again:
az resource invoke-action --action restart --ids ${app}. Then: azd hooks run postdeploy
Or let events come by a queue, which needs no key: azd env set BACKSTAY_EVENT_DELIVERY queue, then azd up`,
  );
}
