import { expect, test } from 'vitest';
import { parseSettings } from '../../../shared/config/settings.ts';

test('nothing needs to be set for the public cloud', () => {
  expect(parseSettings({ PATH: '/bin', AzureWebJobsStorage__accountName: 'x' })).toEqual({
    profilesPath: 'profiles.json',
    cloud: { name: 'public' },
    identityClientId: undefined,
    teams: { webhook: undefined, allowedHosts: ['.api.powerplatform.com', '.logic.azure.com', 'webhook.office.com'] },
    pollSeconds: 10,
    publicUrl: undefined,
    digestHour: 6,
    driftSeconds: 43_200,
  });
});

test('a custom cloud is given by its three addresses', () => {
  const { cloud } = parseSettings({
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
  });
});

test.each([
  ['a misspelt name', { BACKSTAY_PROFILE: 'x' }, 'Unrecognized key: "BACKSTAY_PROFILE"'],
  ['a cloud that is not there', { BACKSTAY_CLOUD: 'moon' }, 'BACKSTAY_CLOUD: '],
  [
    'half a custom cloud',
    { BACKSTAY_CLOUD: 'custom', BACKSTAY_AUDIENCE: 'https://a.example' },
    'BACKSTAY_RESOURCE_MANAGER: must be set',
  ],
  [
    'a Resource Manager without TLS',
    { BACKSTAY_RESOURCE_MANAGER: 'http://arm.example' },
    'BACKSTAY_RESOURCE_MANAGER: ',
  ],
  ['no number', { BACKSTAY_POLL_SECONDS: 'soon' }, 'BACKSTAY_POLL_SECONDS: '],
  ['too large a number', { BACKSTAY_DRIFT_HOURS: '1000' }, 'BACKSTAY_DRIFT_HOURS: '],
])('%s stops the start', (_, environment, problem) => {
  expect(() => parseSettings(environment)).toThrow(problem);
});

test('a secret that is wrong is not repeated', () => {
  expect(() => parseSettings({ BACKSTAY_TEAMS_WEBHOOK: 'sig=SECRET' })).not.toThrow('SECRET');
});
