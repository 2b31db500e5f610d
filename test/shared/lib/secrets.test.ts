import { expect, test } from 'vitest';
import { withoutSecrets } from '../../../shared/lib/secrets.ts';

const KEY = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYg==';
const SHORT = 'hunter2-and-more';

test.each([
  `DefaultEndpointsProtocol=https;AccountName=stshop;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
  `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${KEY}`,
  `SharedAccessSignature sr=https%3a%2f%2fx&sig=${encodeURIComponent(KEY)}&se=1`,
  `https://stshop.blob.core.windows.net/c?sv=2022-11-02&sig=${encodeURIComponent(KEY)}&sp=r`,
  `{"password": "${SHORT}"}`,
  `{"clientSecret":"${SHORT}"}`,
  `{\\"client_secret\\":\\"${SHORT}\\"}`,
  `'password': '${SHORT}'`,
  `password="${SHORT} with spaces"`,
  `PASSWORD=${SHORT}`,
  `--client-secret ${SHORT}1`,
  `client_secret=${SHORT}&grant_type=x`,
  `Authorization: Bearer ${SHORT}${SHORT}`,
  `Authorization: Basic ${SHORT}${SHORT}`,
  `x-functions-key: ${SHORT}${SHORT}`,
  `Ocp-Apim-Subscription-Key: ${SHORT}${SHORT}`,
  `storage_key: ${SHORT}`,
  `api-key=${SHORT}`,
  `the key is ${KEY}`,
  `eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.${SHORT}`,
  `postgres://admin:${SHORT}@db.example/x`,
  `secret abc8Q~${'x'.repeat(34)}`,
  `-----BEGIN RSA PRIVATE KEY----- ${SHORT} -----END RSA PRIVATE KEY-----`,
])('nothing is left of the secret in %s', (text) => {
  const clean = withoutSecrets(`before ${text} after`);
  for (const secret of [KEY, encodeURIComponent(KEY), SHORT, 'with spaces', 'x'.repeat(30)]) {
    expect(clean).not.toContain(secret);
  }
  expect(clean).toMatch(/^before .*…/);
});

test.each([
  'The password of the account has expired.',
  'Could not get a token: the secret "x" was not found in namespace dataprotection-microsoft.',
  'The client secret is invalid. Trace ID: 0b3c5b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d',
  '/subscriptions/5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop',
  "The client 'b0c1d2e3-0000-4000-8000-00000000000b' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'.",
  'secretProviderClass: backup',
  'allowSharedKeyAccess: false',
])('a text without a secret stays: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test('a long text of anybody is read in time', () => {
  // Processor time: other work on the machine does not count.
  const before = process.cpuUsage();
  for (const part of ['password="', 'sig=', 'a', '-----BEGIN PRIVATE KEY-----', '\\"secret\\":\\"', '://a:', 'eyJa.']) {
    withoutSecrets(part.repeat(20_000));
  }
  const { user } = process.cpuUsage(before);
  expect(user / 1e6).toBeLessThan(5);
});
