import type { Platform } from '../../../platform.ts';
import type { ArmApp, ArmContext } from '../../../server/arm-env.ts';
import { serviceError } from '../../../server/errors.ts';
import { pageOf } from '../../../server/paging.ts';
import { readBody } from '../../../server/request-body.ts';
import { stampSystemData } from '../../../server/system-data.ts';
import { exemptionSchema } from './policy-exemption.ts';
import { requirePolicyScope, selectAt } from './policy-scope.ts';

const EXEMPTIONS = '/:scope/providers/microsoft.authorization/policyexemptions';
const TYPE = 'Microsoft.Authorization/policyExemptions';

/** https://learn.microsoft.com/rest/api/policy/policy-exemptions */
export function routePolicyExemptions(app: ArmApp, platform: Platform): void {
  const { policyExemptions } = platform.state;

  app.get(EXEMPTIONS, (c) => {
    const selected = selectAt(policyExemptions.all(), requirePolicyScope(c, platform), {
      filter: c.req.query('$filter'),
      targetName: 'policyAssignmentId',
      read: ({ id, properties }) => ({ scope: exemptedScope(id), target: properties.policyAssignmentId }),
    });
    return c.json(pageOf(c, platform, selected));
  });
  app.get(`${EXEMPTIONS}/:name`, (c) => {
    requirePolicyScope(c, platform);
    const exemption = policyExemptions.get(exemptionId(c));
    if (exemption !== undefined) return c.json(exemption);
    const message = `The policy exemption '${c.req.param('name')}' is not found.`;
    throw serviceError(404, 'PolicyExemptionNotFound', message);
  });
  app.put(`${EXEMPTIONS}/:name`, (c) => putExemption(c, platform));
  app.delete(`${EXEMPTIONS}/:name`, (c) => {
    requirePolicyScope(c, platform);
    const exemption = policyExemptions.get(exemptionId(c));
    if (exemption === undefined) return c.body(null, 204);
    platform.state.remove(exemption.id);
    return c.body(null, 200);
  });
}

/** The scope that an exemption takes out. */
export function exemptedScope(exemptionId: string): string {
  return exemptionId.replace(/\/providers\/Microsoft\.Authorization\/policyExemptions\/[^/]+$/i, '');
}

function exemptionId(c: ArmContext): string {
  return `${c.req.param('scope')}/providers/${TYPE}/${c.req.param('name')}`;
}

function putExemption(c: ArmContext, platform: Platform): Response {
  const { policyAssignments, policyExemptions } = platform.state;
  requirePolicyScope(c, platform);
  const { properties } = readBody(c, exemptionSchema);
  if (policyAssignments.get(properties.policyAssignmentId) === undefined) {
    const message = `The policy assignment '${properties.policyAssignmentId}' is not found.`;
    throw serviceError(404, 'PolicyAssignmentNotFound', message);
  }
  const current = policyExemptions.get(exemptionId(c));
  const exemption = policyExemptions.set({
    properties,
    id: current?.id ?? exemptionId(c),
    type: TYPE,
    name: current?.name ?? c.req.param('name') ?? '',
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
  });
  return c.json(exemption, current === undefined ? 201 : 200);
}
