import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { isRecord, text } from './shapes.ts';

/** https://learn.microsoft.com/rest/api/resources/subscriptions/get */
export function subscriptionCalls({ ask, rest }: Connection): Pick<ArmReader, 'getTenantOf'> {
  return {
    async getTenantOf(subscriptionId) {
      const client = await rest();
      const path = client.pathUnchecked(`/subscriptions/${subscriptionId}`);
      return ask(async () => path.get({ queryParameters: { 'api-version': API_VERSIONS.subscriptions } }), readTenant);
    },
  };
}

function readTenant({ body }: { readonly body: unknown }): string {
  const answer = typeof body === 'string' ? parseJson(body) : body;
  const tenantId = isRecord(answer) ? text(answer.tenantId) : undefined;
  if (tenantId === undefined) throw new UnreadableAnswer('a subscription without its tenant');
  return tenantId.toLowerCase();
}
