import { expect, test } from 'vitest';
import { createTelemetry, parseAuthentication } from '../../../shared/telemetry/create-telemetry.ts';
import { NO_RECORDER } from '../../../shared/telemetry/no-recorder.ts';

test.each<[string | undefined, ReturnType<typeof parseAuthentication>]>([
  [undefined, undefined],
  ['', undefined],
  ['Authorization=Key', undefined],
  ['Authorization=AAD', { clientId: undefined }],
  [
    'Authorization=AAD;ClientId=b0c1d2e3-0000-4000-8000-00000000000a',
    { clientId: 'b0c1d2e3-0000-4000-8000-00000000000a' },
  ],
  ['authorization=aad; clientid = b0c1 ', { clientId: 'b0c1' }],
  ['ClientId=b0c1', undefined],
])('how it signs in, from %j', (text, expected) => {
  expect(parseAuthentication(text)).toEqual(expected);
});

test('without a connection string nothing is kept and nothing is sent', () => {
  const credentialFor = () => {
    throw new Error('No sign-in is wanted.');
  };
  const environment = { APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD' };
  expect(createTelemetry({ environment, ratio: 1, version: '0', credentialFor })).toBe(NO_RECORDER);
});
