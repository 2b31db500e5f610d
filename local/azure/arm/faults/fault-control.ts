import type { ArmApp } from '../server/arm-env.ts';
import { readFaultRule } from './fault-rule.ts';
import type { FaultControl } from './fault-rules.ts';

const FAULTS = '/_local/faults';

/**
 * The same control over HTTP, for other processes. It is no part of Resource Manager: it asks for
 * no token and no api-version, and is not recorded.
 */
export function routeFaultControl(app: ArmApp, faults: FaultControl): void {
  app.get(FAULTS, (c) => c.json({ value: faults.list() }));
  app.post(FAULTS, async (c) => {
    // A page in a browser can send anything but this type without being asked first.
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
      return c.json({ problems: [{ at: 'content-type', problem: 'must be application/json' }] }, 415);
    }
    const body = parse(await c.req.text());
    if (body.problem !== undefined) return c.json({ problems: [{ at: 'rule', problem: body.problem }] }, 400);
    const { rule, problems } = readFaultRule(body.json);
    if (problems !== undefined) return c.json({ problems }, 400);
    return c.json({ id: faults.add(rule) }, 201);
  });
  app.delete(FAULTS, (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete(`${FAULTS}/:id`, (c) => {
    const id = c.req.param('id');
    if (faults.remove(id)) return c.body(null, 204);
    return c.json({ problems: [{ at: 'id', problem: `there is no rule '${id}'` }] }, 404);
  });
}

function parse(text: string): { readonly json?: unknown; readonly problem?: string } {
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    return { problem: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
