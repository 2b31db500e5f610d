/**
 * Who may import whom; docs/decisions/0001-house.md says why. `npm run check:imports` checks it, and a test checks that
 * this check is on.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const PURE =
  '^shared/(rules|plan|changes|intake|wording)/|^shared/audit/(record|verify|wrong-entry|chain-break|anchor|follow-anchors|times|witness|story|tell)\\.ts$|^shared/notify/card|^shared/approvals/(approval-id|wanted-approvals|used-approvals|describe-effect)\\.ts$|^shared/undo/(own-writes|undo-plan|undoing)\\.ts$|^shared/scan/plan-id\\.ts$';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'model-imports-nothing',
      severity: 'error',
      from: { path: '^shared/model/' },
      to: { pathNot: '^shared/model/' },
    },
    {
      name: 'pure-parts-stay-pure',
      comment: 'No SDK, no node:, no network: data, the model and pure functions only.',
      severity: 'error',
      from: { path: PURE },
      to: {
        pathNot: [
          PURE,
          '^shared/model/',
          '^shared/lib/(uuid5|canonical-hash|iso-time|secrets)\\.ts$',
          '^shared/azure/(roles|api-versions)\\.ts$',
          '^shared/storage/target-id\\.ts$',
          '^node_modules/zod/',
        ],
      },
    },
    {
      name: 'formats-stay-pure',
      comment: 'A report in, text out; CSV and XML are written by libraries.',
      severity: 'error',
      from: { path: '^shared/scan/formats/' },
      to: {
        pathNot: [
          '^shared/(model|rules|plan|wording)/',
          '^shared/scan/(formats/|report\\.ts$)',
          '^shared/lib/(canonical-hash|version)\\.ts$',
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
          '^shared/storage/target-id\\.ts$',
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
      name: 'storage-sdk-only-in-state-and-audit',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/(state|audit)/' },
      to: { path: '^node_modules/@azure/(data-tables|storage-queue)' },
    },
    {
      name: 'opentelemetry-only-in-telemetry',
      comment: 'Everybody else tells of work by telemetry/at-work.ts, which loads nothing.',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/telemetry/' },
      to: { path: '^node_modules/(@opentelemetry/|@azure/monitor-)' },
    },
    {
      name: 'telemetry-loads-late',
      comment:
        'OpenTelemetry takes longer to load than all the rest: it comes by a dynamic import, after the first work.',
      severity: 'error',
      from: {
        path: '^(shared|functions)/',
        pathNot: '^shared/telemetry/(azure-monitor|instruments|readable-spans)\\.ts$',
      },
      to: { path: '^shared/telemetry/azure-monitor\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      // The port also looks at the blobs of customers, where somebody lets it.
      name: 'blob-sdk-only-in-state-audit-and-azure',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/(state|audit|azure)/' },
      to: { path: '^node_modules/@azure/storage-blob' },
    },
    {
      name: 'facts-and-remediate-through-the-port',
      severity: 'error',
      from: { path: '^shared/(facts|remediate)/' },
      to: { path: '^shared/azure/', pathNot: '^shared/azure/(arm|roles|api-versions)\\.ts$' },
    },
    {
      name: 'facts-and-remediate-apart',
      severity: 'error',
      from: { path: '^shared/(facts|remediate)/' },
      to: { path: '^shared/(facts|remediate)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'functions-are-doors',
      severity: 'error',
      from: { path: '^functions/' },
      to: { pathNot: '^(shared/(doors\\.ts|model/)|node_modules/@azure/functions/)' },
    },
    {
      name: 'nobody-imports-functions',
      severity: 'error',
      from: { pathNot: '^functions/' },
      to: { path: '^functions/' },
    },
    {
      name: 'only-doors-import-wiring',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/doors\\.ts$' },
      to: { path: '^shared/wiring\\.ts$' },
    },
    {
      name: 'local-knows-no-product',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(shared|functions)/', pathNot: '^shared/(model|config)/' },
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
