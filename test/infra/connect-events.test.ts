import { describe, expect, test } from 'vitest';
import { WEB_VERSION } from '../../infra/hooks/app-is-up.mjs';
import { connectEvents } from '../../infra/hooks/connect-events.mjs';
import { EVENT_GRID_VERSION, FUNCTIONS, topicsOf } from '../../infra/hooks/event-subscriptions.mjs';
import type { Run } from '../../infra/hooks/tools.mjs';
import { type Answer, fakeTools, TENANT } from '../support/fake-tools.ts';
import { allOf, textOf } from '../support/infra-files.ts';

const APP = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/func';
const ENV = {
  AZURE_ENV_NAME: 'prod',
  AZURE_TENANT_ID: TENANT,
  AZURE_SUBSCRIPTION_ID: 'sub-of-backstay',
  AZURE_LOCATION: 'westeurope',
  BACKSTAY_NAME_SUFFIX: 'prod-abcde',
  BACKSTAY_APP_URL: 'https://func.azurewebsites.net',
  BACKSTAY_FUNCTION_APP_ID: APP,
  BACKSTAY_HEARTBEAT_ALERT_ID:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/scheduledQueryRules/no-heartbeat',
};
const PROFILES = [
  { selector: { subscriptions: ['AAA', 'bbb'] }, vault: '/subscriptions/ccc/resourceGroups/g/…' },
  { selector: { subscriptions: ['aaa'] }, vault: '/subscriptions/aaa/resourceGroups/g/…' },
];
const KEYS = 'az rest --method post';
const DEPLOYMENT =
  'az deployment sub create --subscription sub-of-backstay --location westeurope --name backstay-events-prod-abcde --parameters infra/events.bicepparam --output none';

type Statuses = readonly (number | 'nothing')[];

/**
 * The hook in a deployment. What is listed of statuses and deployments is answered in turn, the
 * last for ever.
 */
async function connecting({
  answers = {},
  health = [200],
  deployments = [''],
  keys = ['true'],
  env = {},
}: {
  readonly answers?: Readonly<Record<string, Answer | readonly Answer[]>>;
  readonly health?: Statuses;
  readonly deployments?: readonly string[];
  readonly keys?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}) {
  const tools = fakeTools(answers);
  const waits: number[] = [];
  const asked: string[] = [];
  let tried = 0;
  let looks = 0;
  const run: Run = (tool, args) => {
    const answer = tools.run(tool, args);
    if ([tool, ...args].join(' ').startsWith(KEYS)) {
      return { status: 0, stdout: keys[Math.min(looks++, keys.length - 1)] ?? '', stderr: '' };
    }
    if (args[0] !== 'deployment') return answer;
    const stderr = deployments[Math.min(tried++, deployments.length - 1)] ?? '';
    return stderr === '' ? answer : { status: 1, stdout: '', stderr };
  };
  let refusal = '';
  try {
    await connectEvents({
      ...tools,
      run,
      env: { ...ENV, ...env },
      profiles: PROFILES,
      parameters: 'infra/events.bicepparam',
      wait: async (milliseconds) => waits.push(milliseconds),
      async get(address) {
        const status = health[Math.min(asked.length, health.length - 1)];
        asked.push(address);
        if (typeof status !== 'number') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
        return status;
      },
    });
  } catch (error) {
    refusal = (error as Error).message;
  }
  const lines = tools.lines();
  return { refusal, waits, asked, lines, said: tools.said, tried: lines.filter((line) => line === DEPLOYMENT).length };
}

test('the app, its functions and its key are waited for, and then events are subscribed to', async () => {
  const { refusal, lines, asked, tried } = await connecting({});
  expect(refusal).toBe('');
  expect(asked).toEqual(['https://func.azurewebsites.net/api/health']);
  expect(tried).toBe(1);
  const deployed = lines.indexOf(DEPLOYMENT);
  expect(lines.slice(0, deployed).filter((line) => !line.startsWith('az account'))).toEqual([
    'azd version',
    'az version --output none',
    'az cloud show --output json',
    ...['aaa', 'bbb', 'ccc'].flatMap((id) =>
      ['Microsoft.EventGrid', 'Microsoft.Insights'].map(
        (name) => `az provider register --namespace ${name} --subscription ${id} --wait`,
      ),
    ),
    ...FUNCTIONS.map((name) => `az resource show --ids ${APP}/functions/${name} --output none`),
    `az rest --method post --url ${APP}/host/default/listkeys?api-version=${WEB_VERSION} --query systemKeys.eventgrid_extension != \`null\` --output json`,
  ]);
  // Silence means something from now on, and the next provisioning knows.
  const version = allOf(textOf('infra/modules/alerts.bicep'), /scheduledQueryRules@([\d-]+)'/g)[0];
  expect(lines.slice(deployed + 1)).toEqual([
    `az rest --method PATCH --url ${ENV.BACKSTAY_HEARTBEAT_ALERT_ID}?api-version=${version} --headers Content-Type=application/json --body {"properties":{"enabled":true}}`,
    'azd env set BACKSTAY_DEPLOYED true',
  ]);
});

test('the key itself is never asked for', async () => {
  const { lines } = await connecting({});
  const asking = lines.filter((line) => line.includes('listkeys'));
  expect(asking).toHaveLength(1);
  expect(asking[0]).toMatch(/ --query \S+ != `null` /);
});

test('events that go to a queue wait for the function that takes them, and for no key', async () => {
  const { refusal, lines, tried } = await connecting({ env: { BACKSTAY_EVENT_DELIVERY: 'queue' } });
  expect([refusal, tried]).toEqual(['', 1]);
  expect(lines.filter((line) => line.startsWith('az resource show'))).toEqual([
    `az resource show --ids ${APP}/functions/eventQueued --output none`,
  ]);
  expect(lines.filter((line) => line.includes('listkeys'))).toEqual([]);
  expect(textOf('functions/event-queued.ts')).toContain("app.storageQueue('eventQueued'");
});

test('the alert on silence is turned on once, and stays as people have it', async () => {
  const { lines } = await connecting({ env: { BACKSTAY_DEPLOYED: 'true' } });
  expect(lines.at(-1)).toBe(DEPLOYMENT);
  expect(allOf(textOf('infra/modules/alerts.bicep'), /^ {6}enabled: (.*)$/gm)).toEqual([
    "rule.name != 'no-heartbeat' || deployed",
  ]);
});

describe('what is not there yet is waited for, and shown', () => {
  test('an app that does not answer, and then is not ready', async () => {
    const { refusal, waits, said, tried } = await connecting({ health: ['nothing', 503, 503, 200] });
    expect([refusal, tried, waits]).toEqual(['', 1, [15_000, 15_000, 15_000]]);
    expect(said.filter((line) => line.startsWith('Waiting'))).toEqual([
      'Waiting for https://func.azurewebsites.net/api/health: it does not answer (ECONNREFUSED) (try 1 of 40, every 15 s)',
      'Waiting for https://func.azurewebsites.net/api/health: it answers 503 (try 2 of 40, every 15 s)',
    ]);
  });

  test('an app that never is ready: ten minutes, with a line each minute, and nothing is subscribed', async () => {
    const { refusal, waits, said, tried } = await connecting({ health: [503] });
    expect([tried, waits.length]).toEqual([0, 39]);
    expect(said.filter((line) => line.startsWith('Waiting'))).toHaveLength(10);
    expect(refusal).toMatch(
      /api\/health is not ready: it answers 503\..*restart --ids \S+\/sites\/func\. Then: azd hooks run postdeploy/s,
    );
  });

  test('a key that the host has not made yet', async () => {
    const { refusal, said, tried, waits } = await connecting({ keys: ['false', 'false', 'true'] });
    expect([refusal, tried, waits]).toEqual(['', 1, [15_000, 15_000]]);
    expect(said.filter((line) => line.startsWith('Waiting'))).toEqual([
      'Waiting for the system key eventgrid_extension: the host has not made it yet (try 1 of 20, every 15 s)',
    ]);
  });

  test('a key that never comes', async () => {
    const { refusal, tried, waits } = await connecting({ keys: ['false'] });
    expect([tried, waits.length]).toEqual([0, 19]);
    expect(refusal).toMatch(
      /eventgrid_extension of the app does not appear: the host has not made it yet.*BACKSTAY_EVENT_DELIVERY queue, then azd up$/s,
    );
  });

  test('functions that never appear', async () => {
    const { refusal, tried } = await connecting({ answers: { 'az resource show': { fails: 'ResourceNotFound' } } });
    expect(tried).toBe(0);
    expect(refusal).toMatch(
      /clusterWritten does not appear: ResourceNotFound.*Key Vault reference.*Log stream.*Warmup.*restart --ids \S+\/sites\/func\./s,
    );
  });
});

// Words of reports: https://github.com/Azure/azure-functions-eventgrid-extension/issues/73,
// https://github.com/Azure/bicep/issues/11656, https://github.com/MicrosoftDocs/azure-docs/issues/98216
const PASSING = [
  'ERROR: {"code": "Endpoint validation", "message": "Destination endpoint not found. Resource details: resourceId: …"}',
  'Url validation: The attempt to validate the provided endpoint azurefunction failed.',
  'Webhook validation handshake failed for https://func.azurewebsites.net/runtime/webhooks/EventGrid.',
  '{"code":"InternalServerError","message":"The operation failed due to an internal server error."}',
  'MessagingGatewayInternalServerError',
  'The system assigned identity is not authorized to write to the deadletter destination.',
];

test.each(PASSING)('"%s" passes: it is tried again', async (words) => {
  const { refusal, tried, waits, said } = await connecting({ deployments: [words, words, ''] });
  expect([refusal, tried, waits]).toEqual(['', 3, [30_000, 30_000]]);
  expect(said.filter((line) => line.startsWith('Events are subscribed to'))).toEqual(
    [1, 2, 3].map((number) => `Events are subscribed to: a few minutes (try ${number} of 6)`),
  );
  expect(said.filter((line) => /^Azure says ".+", which mostly passes/.test(line))).toHaveLength(2);
});

test('six tries, and then what to do about it, which is not about topics', async () => {
  const { refusal, tried } = await connecting({ deployments: [PASSING[0] ?? ''] });
  expect(tried).toBe(6);
  expect(refusal).toMatch(/Endpoint validation.*azd hooks run postdeploy$/s);
  expect(refusal).not.toContain('BACKSTAY_EXISTING_TOPICS');
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['Only one system topic is allowed per source', /Only one.*BACKSTAY_EXISTING_TOPICS/s],
  ['System topic for source /subscriptions/aaa already exists under topic theirs', /BACKSTAY_EXISTING_TOPICS/],
  ['AuthorizationFailed: The client has no authorization over backstay-deadletters', /You need Contributor together/],
  ['QuotaExceeded in module backstay-dead-letters-x', /QuotaExceeded.*azd hooks run postdeploy/s],
];

test.each(REFUSED)('"%s" does not pass: it ends at once, with its own advice', async (words, message) => {
  const { refusal, tried, waits } = await connecting({ deployments: [words] });
  expect([tried, waits]).toEqual([1, []]);
  expect(refusal).toMatch(message);
  expect(refusal.includes('BACKSTAY_EXISTING_TOPICS')).toBe(/topic/i.test(words));
});

describe('between two tries', () => {
  const topic = (id: string) =>
    `/subscriptions/${id}/resourceGroups/rg-backstay-events-prod-abcde/providers/Microsoft.EventGrid/systemTopics/evgt-backstay-prod-abcde`;
  const asking = (id: string) =>
    `az rest --method get --url ${topic(id)}/eventSubscriptions?api-version=${EVENT_GRID_VERSION}`;
  const one = (name: string, provisioningState: string) => ({
    id: `${topic('aaa')}/eventSubscriptions/${name}`,
    name,
    properties: { provisioningState },
  });
  const answers = {
    [asking('aaa')]: {
      value: [
        one('backstay-clusterWritten-prod-abcde', 'Failed'),
        one('backstay-vaultWritten-prod-abcde', 'Succeeded'),
        one('theirs', 'Failed'),
        one('backstay-clusterWritten-prod-other', 'Failed'),
      ],
    },
    [asking('bbb')]: { fails: 'ResourceNotFound' },
  };

  test('what failed is deleted, and nothing else', async () => {
    const { refusal, lines, said } = await connecting({ answers, deployments: [PASSING[0] ?? '', ''] });
    expect(refusal).toBe('');
    expect(lines.filter((line) => line.startsWith('az resource delete'))).toEqual([
      `az resource delete --ids ${topic('aaa')}/eventSubscriptions/backstay-clusterWritten-prod-abcde --api-version ${EVENT_GRID_VERSION} --output none`,
    ]);
    expect(lines.filter((line) => line.startsWith('az rest --method get'))).toHaveLength(3);
    expect(said).toContain('The failed event subscription backstay-clusterWritten-prod-abcde was deleted');
  });

  test('what cannot be deleted is said, and the next try is made all the same', async () => {
    const { refusal, tried, said } = await connecting({
      answers: { ...answers, 'az resource delete': { fails: 'ScopeLocked' } },
      deployments: [PASSING[0] ?? '', ''],
    });
    expect([refusal, tried]).toEqual(['', 2]);
    expect(said.join('\n')).toContain('backstay-clusterWritten-prod-abcde could not be deleted (ScopeLocked)');
  });
});

test('topics are where infra/events.bicep has them, and those of others where they are', () => {
  const theirs = '/subscriptions/AAA/resourceGroups/theirs/providers/Microsoft.EventGrid/systemTopics/theirs';
  expect(topicsOf(['aaa', 'bbb'], 'prod-abcde', [theirs])).toEqual([
    theirs,
    '/subscriptions/bbb/resourceGroups/rg-backstay-events-prod-abcde/providers/Microsoft.EventGrid/systemTopics/evgt-backstay-prod-abcde',
  ]);
  const bicep = textOf('infra/events.bicep');
  expect(bicep).toContain(`param resourceGroupName string = 'rg-backstay-events-\${suffix}'`);
  expect(bicep).toContain(`name: 'evgt-backstay-\${suffix}'`);
  expect(textOf('infra/events/subscriptions.bicep')).toContain(`name: 'backstay-\${function.name}-\${suffix}'`);
});

test('functions and versions are those of the templates', () => {
  const subscribed = JSON.parse(textOf('infra/events/operations.json')) as readonly { readonly name: string }[];
  expect([...FUNCTIONS]).toEqual(subscribed.map(({ name }) => name));
  expect(textOf('infra/events/subscriptions.bicep')).toContain(`eventSubscriptions@${EVENT_GRID_VERSION}'`);
  expect(textOf('infra/modules/function-app.bicep')).toContain(`Microsoft.Web/sites@${WEB_VERSION}'`);
});
