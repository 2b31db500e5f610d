// Holds the traffic that the tests recorded against Azure's own OpenAPI files, with the checker and
// the files beside this repository.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TRAFFIC = '.traffic';
const CHECKER = resolve('../shared/spec-check');
const SPECS = resolve('../shared/specs');

interface Checked {
  /** Counted from 1, in the order of the exchanges. */
  readonly n: number;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly matched: boolean;
  readonly errors: readonly {
    readonly side: string;
    readonly code: string;
    readonly at: string;
    readonly message: string;
  }[];
}

if (!existsSync(CHECKER) || !existsSync(SPECS)) {
  process.stdout.write(`Not checked: there is no ${CHECKER} and ${SPECS} here.\n`);
  process.exit(0);
}
const files = existsSync(TRAFFIC) ? readdirSync(TRAFFIC).filter((name) => name.endsWith('.ndjson')) : [];
if (files.length === 0) {
  process.stderr.write(`No traffic in ${TRAFFIC}/: run \`npm test\` first.\n`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'backstay-specs-'));
cpSync(CHECKER, folder, { recursive: true, filter: (source) => !source.includes('node_modules') });
run('chmod', ['-R', 'u+w', folder]);
run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]);
const traffic = join(folder, 'traffic.ndjson');
const exchanges = files
  .flatMap((name) => readFileSync(join(TRAFFIC, name), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map(askedAtTheGroup);
writeFileSync(traffic, exchanges.join('\n'));

const checked = run('node', [join(folder, 'check.mjs'), traffic, '--specs', SPECS, '--json'])
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => withoutInjected(JSON.parse(line) as Checked));
const specified = checked.filter(({ url }) => !isPrivateDns(url));
const wrong = specified.filter(
  (one) => !one.matched || (one.errors.length > 0 && !isFlatAksError(one) && !isRecordedState(one)),
);
for (const { method, url, status, matched, errors } of wrong) {
  process.stderr.write(`${method} ${url} -> ${status}${matched ? '' : ': in no specification'}\n`);
  for (const { side, code, at, message } of errors) process.stderr.write(`   ${side} ${code} ${at}: ${message}\n`);
}
const matched = checked.filter((one) => one.matched).length;
const flat = checked.filter(isFlatAksError).length;
const spoiled = checked.filter(({ n }) => isSpoiled(n)).length;
process.stdout.write(
  `${checked.length} exchanges, ${matched} matched, ${wrong.length} with errors ` +
    `(${flat} flat error bodies of AKS; of ${spoiled} with a deliberately broken answer, the request only)\n`,
);
process.exit(checked.length > 0 && wrong.length === 0 ? 0 : 1);

/**
 * No specification of private DNS zones is among those that the checker has; the bodies are as
 * Microsoft's REST pages show them.
 */
function isPrivateDns(url: string): boolean {
  return /\/providers\/microsoft\.network\/privatednszones(?:[/?]|$)/i.test(url);
}

/**
 * The permissions at a resource: the specification's path has a parent of the resource in it, which
 * resources of the first level do not have, and the checker finds no operation then. The list of a
 * resource group is the same but for its path, so it is held against that one.
 */
function askedAtTheGroup(exchanges: string): string {
  return exchanges.replaceAll(
    /("url":"[^"?]*\/resourcegroups\/[^"/?]+)\/providers\/(?!microsoft\.authorization)[^"?]*(\/providers\/microsoft\.authorization\/permissions)/gi,
    '$1$2',
  );
}

/** As much of an exchange as decides how it is judged. */
interface Exchange {
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly injected?: boolean;
  /** `wellFormed`, `broken` or `none`. */
  readonly answer?: string;
}

function exchangeOf(n: number): Exchange {
  return JSON.parse(exchanges[n - 1] ?? '{}') as Exchange;
}

/**
 * Whether it was refused before a service saw it: by Resource Manager itself, or by a fault in its
 * name.
 */
function isRefusedEarly(n: number): boolean {
  const { injected = false, responseHeaders = {} } = exchangeOf(n);
  return injected || responseHeaders['x-ms-failure-cause'] === 'gateway';
}

/**
 * Whether an injected fault lost or broke the answer (empty, cut off, ids in odd casing, the
 * operation at a foreign host): it says nothing about the local Azure then.
 */
function isSpoiled(n: number): boolean {
  const { injected = false, answer } = exchangeOf(n);
  return injected && answer !== 'wellFormed';
}

/**
 * Requests have to be right for any answer. Of injected answers, those in Azure's own form are
 * checked too. Where the specification of a service knows no error at all, as that of Storage,
 * Resource Manager refuses calls like everywhere.
 */
function withoutInjected(one: Checked): Checked {
  const isMeant = ({ side, code }: Checked['errors'][number]) =>
    side === 'response' &&
    (isSpoiled(one.n) || (isRefusedEarly(one.n) && one.status >= 400 && code === 'INVALID_RESPONSE_CODE'));
  return { ...one, errors: one.errors.filter((error) => !isMeant(error)) };
}

/**
 * One of the two places where Azure itself does not keep to its specification: AKS sends its own
 * errors without the `error` around them, as recordings of Microsoft's tests show.
 * https://github.com/Azure/azure-cli-extensions/tree/main/src/aks-preview/azext_aks_preview/tests/latest/recordings
 */
function isFlatAksError({ url, status, errors }: Checked): boolean {
  const parts = ['/code', '/details', '/message', '/subcode'];
  return (
    status >= 400 &&
    /\/Microsoft\.ContainerService\//i.test(url) &&
    errors.length > 0 &&
    errors.every(
      ({ side, code, at }) => side === 'response' && code === 'OBJECT_ADDITIONAL_PROPERTIES' && parts.includes(at),
    )
  );
}

/**
 * The state of a backup instance in error: the older of its two fields says `ProtectionError` too,
 * as a recording of Microsoft's tests shows, and the specification has the word for the newer field
 * only.
 */
function isRecordedState({ url, errors }: Checked): boolean {
  return (
    /\/backupInstances/i.test(url) &&
    errors.length > 0 &&
    errors.every(
      ({ side, code, at, message }) =>
        side === 'response' &&
        code === 'ENUM_MISMATCH' &&
        at.endsWith('/properties/protectionStatus/status') &&
        message.endsWith('ProtectionError'),
    )
  );
}

/**
 * Runs a command and answers what it wrote; the checker's exit code is ignored, as the results are
 * judged again here.
 */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1024 ** 3 });
  if (status === 0 || stdout.includes('exchanges, ') || stdout.startsWith('{')) return stdout;
  process.stderr.write(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  process.exit(1);
}
