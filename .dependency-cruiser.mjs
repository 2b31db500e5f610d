/**
 * Who may import whom. docs/decisions/0001-house.md says why; scripts/layout/floors.json lists the
 * rooms. `npm run check:imports` checks it, and a test checks that this check is on.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
import { readFileSync } from 'node:fs';

/** Lowest floor first: what each room does, and whether it is pure. */
const FLOORS = JSON.parse(readFileSync(new URL('./scripts/layout/floors.json', import.meta.url), 'utf8'));

const rooms = (/** @type {readonly string[]} */ names) => `^shared/(${names.join('|')})/`;
const PURE = rooms(
  FLOORS.flatMap(Object.entries)
    .filter(([, { pure }]) => pure)
    .map(([name]) => name),
);

/** A room imports itself and the floors below. */
const upward = FLOORS.map((floor, level) => {
  const names = Object.keys(floor);
  const lower = FLOORS.slice(0, level).flatMap((below) => Object.keys(below));
  return {
    name: `floor-${level + 1}-imports-lower-floors`,
    severity: 'error',
    from: { path: `^shared/(${names.join('|')})/` },
    to: { path: '^(shared|functions)/', pathNot: ['^shared/$1/', ...(lower.length > 0 ? [rooms(lower)] : [])] },
  };
});

export default {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-cycles-between-rooms',
      scope: 'folder',
      severity: 'error',
      from: { path: '^shared/[^/]+$' },
      to: { circular: true },
    },
    {
      name: 'every-file-has-a-room',
      comment: 'No loose file in shared/, and no room that scripts/layout/floors.json does not list.',
      severity: 'error',
      from: { pathNot: '^shared/' },
      to: { path: '^shared/', pathNot: rooms(FLOORS.flatMap((floor) => Object.keys(floor))) },
    },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'pure-rooms-stay-pure',
      comment: 'No SDK, no node:, no network, no clock. Types of lib/ may be named; `events` parses with zod.',
      severity: 'error',
      from: { path: PURE },
      to: {
        pathNot: [
          PURE,
          '^shared/lib/(uuid5|canonical-hash|sha256|iso-time|secrets|shell|version|backoff)\\.ts$',
          '^node_modules/zod/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'formats-stay-pure',
      comment: 'A report in, text out; CSV and XML are written by libraries.',
      severity: 'error',
      from: { path: '^shared/scan/formats/' },
      to: {
        pathNot: [
          '^shared/(model|changes|rules|plan|steps|wording)/',
          '^shared/scan/(formats/|report\\.ts$)',
          '^shared/lib/(canonical-hash|version)\\.ts$',
          // A table of constants.
          '^shared/azure/api-versions\\.ts$',
          '^node_modules/(csv-stringify|fast-xml-builder|@types/sarif)/',
        ],
      },
    },
    {
      name: 'page-only-shows',
      comment:
        'What it is given and the time come as parameters; the words of others go through `hono/html`, which escapes them.',
      severity: 'error',
      from: { path: '^shared/page/' },
      to: {
        pathNot: [
          PURE,
          '^shared/(model|page)/',
          '^shared/lib/iso-time\\.ts$',
          '^node_modules/hono/dist/(types/)?helper/html/',
        ],
      },
    },
    {
      name: 'html-only-in-page',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/page/' },
      to: { path: '^node_modules/hono/dist/(types/)?helper/html/' },
    },
    {
      name: 'zod-only-at-the-edge',
      severity: 'error',
      from: { path: '^shared/(rules|plan|audit|notify/cards)/' },
      to: { path: '^node_modules/zod/' },
    },
    {
      name: 'azure-sdk-only-in-azure',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/azure/' },
      to: { path: '^node_modules/(@azure/arm-|@azure-rest/|@azure/core-|@azure/eventgrid)' },
    },
    {
      name: 'storage-sdk-only-in-storage',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/storage/' },
      to: { path: '^node_modules/@azure/(data-tables|storage-queue)' },
    },
    {
      name: 'opentelemetry-only-in-telemetry',
      comment: 'All others use telemetry/at-work.ts.',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/telemetry/' },
      to: { path: '^node_modules/(@opentelemetry/|@azure/monitor-|applicationinsights)' },
    },
    {
      name: 'telemetry-loads-late',
      comment:
        'The distribution takes longer to load than all the rest: it comes by a dynamic import, after the first work.',
      severity: 'error',
      from: {
        path: '^(shared|functions)/',
        pathNot: '^shared/telemetry/azure-monitor\\.ts$',
      },
      to: { path: '^shared/telemetry/azure-monitor\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      // The port also looks at the blobs of customers, where somebody lets it.
      name: 'blob-sdk-only-in-storage-and-azure',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/(storage|azure)/' },
      to: { path: '^node_modules/@azure/storage-blob' },
    },
    {
      name: 'functions-import-entry-points-only',
      severity: 'error',
      from: { path: '^functions/' },
      to: { pathNot: '^(shared/(app/entry-points\\.ts|model/)|node_modules/@azure/functions/)' },
    },
    {
      name: 'nobody-imports-functions',
      severity: 'error',
      from: { pathNot: '^functions/' },
      to: { path: '^functions/' },
    },
    {
      name: 'only-entry-points-import-compose',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/app/entry-points\\.ts$' },
      to: { path: '^shared/app/compose\\.ts$' },
    },
    {
      name: 'local-knows-no-product',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(shared|functions)/', pathNot: '^shared/(model|settings|profiles)/' },
    },
    {
      name: 'product-knows-no-local',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { path: '^(local|test|scripts)/' },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      // Types alone leave nothing behind in what is deployed.
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '^node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
