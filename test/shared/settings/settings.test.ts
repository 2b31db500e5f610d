import { expect, test } from 'vitest';
import { parseSettings } from '../../../shared/settings/settings.ts';

test('nothing needs to be set for the public cloud', () => {
  expect(parseSettings({ PATH: '/bin', AzureWebJobsStorage__accountName: 'x' })).toEqual({
    profilesPath: 'profiles.json',
    cloud: { name: 'public' },
    identityClientId: undefined,
    slack: { webhook: undefined, allowedHosts: ['hooks.slack.com'] },
    webhook: undefined,
    github: undefined,
    teams: { webhook: undefined, allowedHosts: ['.api.powerplatform.com', '.logic.azure.com'] },
    pollSeconds: 10,
    publicUrl: undefined,
    eventsEndpoint: undefined,
    digestHour: 6,
    driftSeconds: 43_200,
    traceRatio: 1,
    api: { tenantId: undefined, audiences: [] },
  });
});

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const TOPIC = 'https://backstay.westeurope-1.eventgrid.azure.net/api/events';

test.each([
  [TOPIC, 'public', true],
  ['https://backstay.usgovvirginia-1.eventgrid.azure.us/api/events', 'usGovernment', true],
  [TOPIC, 'china', false],
  [TOPIC.replace('https', 'http'), 'public', false],
  [TOPIC.replace('/api/events', ''), 'public', false],
  [`${TOPIC}?sig=secret`, 'public', false],
  [TOPIC.replace('.net', '.net.evil.example'), 'public', false],
  [TOPIC.replace('.net/', '.net:8443/'), 'public', false],
  [TOPIC.replace('https://', 'https://name:word@'), 'public', false],
  [TOPIC.replace('https://', 'https://:word@'), 'public', false],
  ['https://evileventgrid.azure.net/api/events', 'public', false],
])('events go to %s in the cloud %s: %s', (endpoint, cloud, isTaken) => {
  const parse = () => parseSettings({ BACKSTAY_CLOUD: cloud, BACKSTAY_EVENTS_ENDPOINT: endpoint });
  if (isTaken) expect(parse().eventsEndpoint).toBe(endpoint);
  else expect(parse).toThrow('BACKSTAY_EVENTS_ENDPOINT: ');
});

test.each([undefined, '.blob.example'])(
  'a custom cloud is given by its three addresses, its blobs at %s',
  (blobHost) => {
    const { cloud } = parseSettings({
      ...(blobHost !== undefined && { BACKSTAY_BLOB_HOST: blobHost }),
      BACKSTAY_CLOUD: 'custom',
      BACKSTAY_RESOURCE_MANAGER: 'https://arm.example',
      BACKSTAY_AUTHORITY: 'https://login.example',
      BACKSTAY_AUDIENCE: 'https://management.example',
    });
    expect(cloud).toEqual({
      name: 'custom',
      resourceManager: 'https://arm.example',
      authority: 'https://login.example',
      audience: 'https://management.example',
      blobHost,
    });
  },
);

test.each([
  ['a misspelt name', { BACKSTAY_PROFILE: 'x' }, 'Unrecognized key: "BACKSTAY_PROFILE"'],
  ['a cloud that is not there', { BACKSTAY_CLOUD: 'moon' }, 'BACKSTAY_CLOUD: '],
  [
    'half a custom cloud',
    { BACKSTAY_CLOUD: 'custom', BACKSTAY_AUDIENCE: 'https://a.example' },
    'BACKSTAY_RESOURCE_MANAGER: must be set',
  ],
  ['a blob host of no custom cloud', { BACKSTAY_BLOB_HOST: '.blob.example' }, 'BACKSTAY_BLOB_HOST: may be set only'],
  [
    'a blob host that is an address',
    { BACKSTAY_BLOB_HOST: 'https://blob.example' },
    'BACKSTAY_BLOB_HOST: must be a host name',
  ],
  [
    'a Resource Manager without TLS',
    { BACKSTAY_RESOURCE_MANAGER: 'http://arm.example' },
    'BACKSTAY_RESOURCE_MANAGER: ',
  ],
  [
    'a webhook with a password',
    { BACKSTAY_TEAMS_WEBHOOK: 'https://a:b@x.logic.azure.com/' },
    'BACKSTAY_TEAMS_WEBHOOK: must hold no user name',
  ],
  [
    'a secret of the webhook that is too short to keep',
    { BACKSTAY_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' },
    'BACKSTAY_WEBHOOK_SECRET: must be "whsec_" and 24 to 64 bytes',
  ],
  [
    'a repository that is none',
    { BACKSTAY_GITHUB_REPOSITORY: 'owner/../etc' },
    'must be a repository, as in "owner/name"',
  ],
  ['a token with a line break', { BACKSTAY_GITHUB_TOKEN: 'x\r\ny' }, 'must be a token, without spaces'],
  ['an API of GitHub without https', { BACKSTAY_GITHUB_API: 'http://api.github.com' }, 'BACKSTAY_GITHUB_API: '],
  ['a host that is all hosts', { BACKSTAY_TEAMS_HOSTS: '.' }, 'BACKSTAY_TEAMS_HOSTS: must be host names'],
  ['a list of hosts with nothing in it', { BACKSTAY_TEAMS_HOSTS: 'a.example,,b.example' }, 'BACKSTAY_TEAMS_HOSTS: '],
  [
    'an address with a path',
    { BACKSTAY_PUBLIC_URL: 'https://a.example/app' },
    'BACKSTAY_PUBLIC_URL: must be an origin',
  ],
  ['an address that is a script', { BACKSTAY_PUBLIC_URL: 'javascript:alert(1)' }, 'BACKSTAY_PUBLIC_URL: '],
  ['an hour that no day has', { BACKSTAY_DIGEST_HOUR: '24' }, 'BACKSTAY_DIGEST_HOUR: must be an hour'],
  ['no number', { BACKSTAY_POLL_SECONDS: 'soon' }, 'BACKSTAY_POLL_SECONDS: '],
  [
    'the address of a custom cloud, and another cloud',
    { BACKSTAY_AUDIENCE: 'https://a.example' },
    'BACKSTAY_AUDIENCE: may be set only when BACKSTAY_CLOUD is "custom"; it is "public"',
  ],
  [
    'a tenant without an audience',
    { BACKSTAY_TENANT_ID: '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11' },
    'BACKSTAY_API_AUDIENCE: must be set as well',
  ],
  ['an audience without a tenant', { BACKSTAY_API_AUDIENCE: 'api://x' }, 'BACKSTAY_TENANT_ID: must be set as well'],
  [
    'a webhook at a host that is not allowed',
    { BACKSTAY_TEAMS_WEBHOOK: 'https://evil.example/x?sig=SECRET' },
    'BACKSTAY_TEAMS_WEBHOOK: its host evil.example must be among BACKSTAY_TEAMS_HOSTS',
  ],
  [
    'an address of Slack elsewhere',
    { BACKSTAY_SLACK_WEBHOOK: 'https://evil.example/services/SECRET' },
    'BACKSTAY_SLACK_WEBHOOK: its host evil.example must be among BACKSTAY_SLACK_HOSTS (hooks.slack.com), by https',
  ],
  [
    'a webhook without hosts',
    { BACKSTAY_WEBHOOK_URL: 'https://hooks.example/x', BACKSTAY_WEBHOOK_SECRET: WEBHOOK_SECRET },
    'BACKSTAY_WEBHOOK_HOSTS: must be set as well, since BACKSTAY_WEBHOOK_URL and BACKSTAY_WEBHOOK_SECRET are set',
  ],
  [
    'a repository without a token',
    { BACKSTAY_GITHUB_REPOSITORY: 'contoso/clusters' },
    'BACKSTAY_GITHUB_TOKEN: must be set as well, since BACKSTAY_GITHUB_REPOSITORY is set',
  ],
  ['anything wrong, with where to mend it,', { BACKSTAY_POLL_SECONDS: '0' }, 'az functionapp config appsettings set'],
  ['too large a number', { BACKSTAY_DRIFT_HOURS: '1000' }, 'BACKSTAY_DRIFT_HOURS: '],
])('%s stops the start', (_, environment, problem) => {
  expect(() => parseSettings(environment)).toThrow(problem);
});

test('tokens are compared in lower case, for one tenant and one or two audiences', () => {
  const { api } = parseSettings({
    BACKSTAY_TENANT_ID: '72A6B1D0-5C1F-4F5E-9D6A-3F0C5B0A9E11',
    BACKSTAY_API_AUDIENCE: 'API://Backstay, 0b1c',
  });
  expect(api).toEqual({ tenantId: '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11', audiences: ['api://backstay', '0b1c'] });
});

test('the digest can be off, and hosts may have spaces and ports', () => {
  const settings = parseSettings({
    BACKSTAY_DIGEST_HOUR: 'off',
    BACKSTAY_TEAMS_HOSTS: '.logic.azure.com, 127.0.0.1:7072',
    BACKSTAY_PUBLIC_URL: 'https://backstay.example/',
  });
  expect(settings.digestHour).toBe('off');
  expect(settings.teams.allowedHosts).toEqual(['.logic.azure.com', '127.0.0.1:7072']);
  expect(settings.publicUrl).toBe('https://backstay.example/');
});

test('a secret that is wrong is not repeated', () => {
  const secrets = ['sig=SECRET', 'https://evil.example/x?sig=SECRET'];
  for (const secret of secrets) {
    expect(() => parseSettings({ BACKSTAY_TEAMS_WEBHOOK: secret })).toThrow(/^(?!.*SECRET)/s);
  }
});

test('a Key Vault reference that is not resolved yet does not stop the start', () => {
  const reference = '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/teams-webhook)';
  expect(parseSettings({ BACKSTAY_TEAMS_WEBHOOK: reference }).teams.webhook).toBe(reference);
});

test('signed events and issues are set up by settings that belong together', () => {
  const settings = parseSettings({
    BACKSTAY_WEBHOOK_URL: 'https://hooks.example/x',
    BACKSTAY_WEBHOOK_SECRET: WEBHOOK_SECRET,
    BACKSTAY_WEBHOOK_HOSTS: 'hooks.example',
    BACKSTAY_GITHUB_REPOSITORY: 'contoso/clusters',
    BACKSTAY_GITHUB_TOKEN: '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/github-token)',
  });
  expect(settings.webhook).toEqual({
    address: 'https://hooks.example/x',
    secret: WEBHOOK_SECRET,
    allowedHosts: ['hooks.example'],
  });
  expect(settings.github).toMatchObject({ repository: 'contoso/clusters', api: 'https://api.github.com' });
});
