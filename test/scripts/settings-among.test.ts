import { expect, test } from 'vitest';
import { settingsAmong } from '../../scripts/settings-among.ts';
import { parseSettings } from '../../shared/settings/settings.ts';

test('what belongs to a deployment is left out, and what belongs to the app or to others stays', () => {
  const settings = { BACKSTAY_CLOUD: 'china', AzureWebJobsStorage__accountName: 'st', PATH: '/bin' };
  const azd = { BACKSTAY_FUNCTION_APP_NAME: 'func', BACKSTAY_EXISTING_TOPICS: '[]' };
  expect(settingsAmong({ ...settings, ...azd })).toEqual(settings);
  expect(() => parseSettings({ ...settings, ...azd })).toThrow('BACKSTAY_FUNCTION_APP_NAME');
});
