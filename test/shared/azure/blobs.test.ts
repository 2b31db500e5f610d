import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { STORAGE_ACCOUNT } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const look = (blobEndpoint: string | undefined = `${azure.origin}/`) =>
  arm.listTopLevel({ ...STORAGE_ACCOUNT, blobEndpoint }, 'shop');

const listOf = (...items: readonly string[]) =>
  `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://x/" ContainerName="shop"><Delimiter>/</Delimiter><Blobs>${items.join('')}</Blobs><NextMarker /></EnumerationResults>`;
const folder = (name: string) => `<BlobPrefix><Name>${name}/</Name></BlobPrefix>`;
const file = (name: string) =>
  `<Blob><Name>${name}</Name><Properties><Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified><Etag>0x1</Etag></Properties></Blob>`;

test.each([
  ['nothing', listOf(), []],
  [
    'folders and files',
    listOf(folder('backups'), folder('photos'), file('readme.txt')),
    ['backups/', 'photos/', 'readme.txt'],
  ],
])('the top of a container that holds %s', async (_, body, names) => {
  azure.willReply({ status: 200, headers: { 'content-type': 'application/xml' }, body });
  expect(await look()).toMatchObject({ ok: true, value: names });
  expect(azure.received).toHaveLength(1);
  expect(azure.received[0]?.path).toMatch(/^\/shop\?.*comp=list/);
});

test.each([
  [403, 'AuthorizationPermissionMismatch', 'forbidden'],
  [404, 'ContainerNotFound', 'gone'],
  [503, 'ServerBusy', 'transient'],
])('%i %s is %s', async (status, code, failureClass) => {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  azure.willReply({ status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body });
  expect(await look()).toMatchObject({ ok: false, failure: { class: failureClass, code, status } });
});

test('no answer at all passes', async () => {
  azure.willReply('reset');
  expect(await look()).toMatchObject({ ok: false, failure: { class: 'transient' } });
});

test('an account may share its host with others', async () => {
  azure.willReply({ status: 200, headers: { 'content-type': 'application/xml' }, body: listOf() });
  expect(await look(`${azure.origin}/${STORAGE_ACCOUNT.name}/`)).toMatchObject({ ok: true });
  expect(azure.received[0]?.path).toMatch(new RegExp(`^/${STORAGE_ACCOUNT.name}/shop\\?.*comp=list`));
});

test.each(['https://evil.example/', 'http://localhost/', 'https://localhost/others-account/', 'not an address', ''])(
  'nothing is sent to %o',
  async (endpoint) => {
    azure.willReply();
    expect(await look(endpoint)).toMatchObject({ ok: false, failure: { code: 'ForeignAddress' } });
    expect(azure.received).toHaveLength(0);
  },
);
