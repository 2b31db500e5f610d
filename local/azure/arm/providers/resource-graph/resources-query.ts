import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import { parseQuery } from './parse-query.ts';
import type { Query } from './query.ts';
import { badQueryRequest, invalidQuery } from './query-errors.ts';
import { createQuota } from './query-quota.ts';
import { isSeen, SCOPE_FILTERS, scopesOf } from './query-scope.ts';
import { runSteps } from './run-query.ts';
import { COLUMNS, type ScopedRow, TABLES } from './tables.ts';

const MAXIMUM_ROWS = 1000;

const requestSchema = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z
    .object({
      $skipToken: z.string().optional(),
      $top: z.int().min(1).max(MAXIMUM_ROWS).optional(),
      $skip: z.int().min(0).optional(),
      // Tables of rows without names are not made here.
      resultFormat: z.literal('objectArray').optional(),
      authorizationScopeFilter: z.enum(SCOPE_FILTERS).optional(),
      allowPartialScopes: z.boolean().optional(),
    })
    .optional(),
});

type QueryOptions = NonNullable<z.infer<typeof requestSchema>['options']>;

/**
 * https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources. It knows
 * everything at once.
 */
export function routeResourceGraph(app: ArmApp, platform: Platform): void {
  const countQuery = createQuota(platform);
  app.post('/providers/microsoft.resourcegraph/resources', (c) => {
    countQuery(c);
    return answerQuery(c, platform);
  });
}

function answerQuery(c: ArmContext, platform: Platform): Response {
  const request = readBody(c, requestSchema, (problem) => badQueryRequest('InvalidRequest', problem));
  const { options = {} } = request;
  const query = parseQuery(request.query);
  const table = Object.hasOwn(TABLES, query.table) ? TABLES[query.table] : undefined;
  if (table === undefined) throw invalidQuery({ text: query.table, position: 0 });

  const { oid: principalId } = c.var.caller;
  const scopes = scopesOf(platform, request, principalId);
  const filter = options.authorizationScopeFilter ?? 'AtScopeAndBelow';
  const rows = table(platform.state)
    .filter((scoped) => isSeen(scoped, scopes, filter) && mayRead(platform, principalId, scoped))
    .map(({ row }) => row)
    .sort((a, b) => (String(a.id).toLowerCase() < String(b.id).toLowerCase() ? -1 : 1));
  const result = runSteps(rows, COLUMNS, query.steps);

  const { start, size } = readPage(options);
  const data = result.rows.slice(start, start + size);
  const isCut = start + size < result.rows.length;
  const canGoOn = result.columns.includes('id') && !hasLimit(query);
  return c.json({
    totalRecords: result.rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: isCut && !canGoOn ? 'true' : 'false',
    ...(isCut && canGoOn && { $skipToken: writeToken(start + size, size) }),
  });
}

/**
 * Rows that the caller may not read are left out without a word; what every tenant has, anybody may
 * read.
 */
function mayRead({ access }: Platform, principalId: string, { scope, row }: ScopedRow): boolean {
  if (scope === undefined) return true;
  return access.judge({ principalId, action: `${row.type}/read`, scope: String(row.id) }) === 'allowed';
}

/**
 * Paging needs the column `id` and no limit:
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data
 */
function hasLimit({ steps }: Query): boolean {
  return steps.some(({ kind }) => kind === 'limit');
}

function writeToken(start: number, size: number): string {
  return Buffer.from(`${start} ${size}`).toString('base64url');
}

/** A token remembers the size of its pages. */
function readPage({ $skipToken, $top, $skip }: QueryOptions): { readonly start: number; readonly size: number } {
  if ($skipToken === undefined) return { start: $skip ?? 0, size: $top ?? MAXIMUM_ROWS };
  const [, start, size] = /^(\d{1,9}) (\d{1,4})$/.exec(Buffer.from($skipToken, 'base64url').toString()) ?? [];
  if (start === undefined) throw badQueryRequest('InvalidSkipToken', 'The skip token is invalid.');
  return { start: Number(start), size: $top ?? Number(size) };
}
