import { mkdir, writeFile } from 'node:fs/promises';
import { requestsFor } from './example.ts';
import { SHAPES } from './shapes.ts';

interface Access {
  readonly resourceManager: string;
  /** Of the person at Azure, and at Backstay. */
  readonly azureToken: string;
  readonly apiToken: string;
}

/**
 * Writes the files that curl reads its options from: one for requests to Azure, one for those to
 * Backstay, and for each example cluster one that creates it.
 * https://curl.se/docs/manpage.html#-K
 */
export async function writeCurlFiles(folder: string, access: Access): Promise<void> {
  const { resourceManager, azureToken, apiToken } = access;
  const azure = [`cacert = "${folder}/arm.pem"`, ...headers(azureToken)];
  await mkdir(`${folder}/clusters`, { recursive: true });
  await save(`${folder}/curlrc`, azure);
  await save(`${folder}/apirc`, headers(apiToken));
  for (const shape of SHAPES) {
    const requests = requestsFor(shape).map(({ id, apiVersion, body }) =>
      [
        ...azure,
        'fail-with-body',
        'fail-early',
        'write-out = "\\n"',
        'request = "PUT"',
        `url = "${resourceManager}${id}?api-version=${apiVersion}"`,
        `data = ${JSON.stringify(JSON.stringify(body))}`,
      ].join('\n'),
    );
    await save(`${folder}/clusters/${shape.name}.curl`, [requests.join('\nnext\n')]);
  }
}

function headers(token: string): readonly string[] {
  return [`header = "Authorization: Bearer ${token}"`, 'header = "Content-Type: application/json"'];
}

/** It has a token, if one that opens nothing but this machine's stand-ins. */
function save(path: string, lines: readonly string[]): Promise<void> {
  return writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
}
