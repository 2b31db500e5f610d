import * as z from 'zod';
import { parseClusterId, parseVaultId } from '../../model/resource-id.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { VERDICTS } from '../../model/state.ts';

/** The words that requests and answers share. Values that others wrote into Azure are any text. */

export const time = z.iso.datetime().describe('ISO 8601, in UTC.');
export const verdict = z.enum(VERDICTS).meta({ id: 'Verdict' });
export const outcome = z
  .enum(['satisfied', 'missing', 'pending', 'manual', 'blocked', 'notApplicable', 'unknown', 'error'])
  .meta({ id: 'Outcome' });
export const profileName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be the name of a profile: 1 to 32 of a-z, 0-9 and -');

/** The lengths are of the longest ids that Resource Manager knows; longer ones are refused. */
const idText = z.string().max(2048);

export const clusterId = idText
  .transform((text, context) => {
    const id = parseClusterId(text);
    if (id !== undefined) return id;
    context.addIssue({
      code: 'custom',
      message: `must be of the form ${GROUP}Microsoft.ContainerService/managedClusters/<name>`,
    });
    return z.NEVER;
  })
  .describe('Resource id of an AKS cluster, in any letter case.');

export const vaultId = idText
  .transform((text, context) => {
    const id = parseVaultId(text);
    if (id !== undefined) return id;
    context.addIssue({
      code: 'custom',
      message: `must be of the form ${GROUP}Microsoft.DataProtection/backupVaults/<name>`,
    });
    return z.NEVER;
  })
  .describe(
    'Resource id of a Backup vault: of the profiles that select the cluster, the one with this vault is meant.',
  );

export const subscriptionId = z
  .guid('must be a subscription id')
  .transform((id) => id.toLowerCase())
  .describe('Id of a subscription.');

export const targetId = z
  .string()
  .regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[a-z0-9][a-z0-9-]{0,31}$/,
    'must be the id of a target, as /api/targets gives it',
  )
  .describe('Id of a target: a UUID that follows from the id of its cluster, a hyphen, and the name of its profile.');

export const approvalId = z.string().regex(/^[\w-]{1,128}$/, 'must be the id of an approval');

export const planId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the planId of a plan that was shown')
  .describe('Names one plan on one target: it changes when what would be written changes.');

export const acceptanceId = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of an acceptance');

export const basis = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the basis of a finding that was shown')
  .describe('Names the finding as it was shown: another evidence has another basis.');

export const ruleId = z
  .string()
  .regex(/^BKS-\d{3}$/, 'must be the id of a rule')
  .transform((text) => text as RuleId)
  .describe('Id of a rule, such as BKS-603.');

const GROUP = '/subscriptions/<id>/resourceGroups/<group>/providers/';
