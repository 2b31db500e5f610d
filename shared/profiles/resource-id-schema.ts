import * as z from 'zod';
import { parseClusterId } from '../model/resource-id.ts';

export const GROUP = '/subscriptions/<id>/resourceGroups/<group>';

/** An id of ARM, as `parse` reads it. */
export function id<Id extends string>(parse: (text: string) => Id | undefined, form: string) {
  return z.string().transform((text, context): Id => {
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    const message = text.includes('{')
      ? 'has a placeholder: run `backstay profiles expand`'
      : `must be an id of the form ${form}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

export function clusterId() {
  return id(parseClusterId, `${GROUP}/providers/Microsoft.ContainerService/managedClusters/<name>`);
}

export function clusterIds() {
  return z.array(clusterId()).min(1);
}
