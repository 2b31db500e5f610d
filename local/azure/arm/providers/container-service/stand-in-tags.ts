import type { Echoed, Tags } from '../../state/wire.ts';
import { withoutField } from '../../state/without-field.ts';

/**
 * Tags by which a single PUT makes clusters that Azure has too, but that no PUT can ask for. They
 * are a convention of this stand-in; Azure gives them no meaning.
 */
const POWER_STATE = 'local-arm.power-state';
const LEAVE_OUT = 'local-arm.leave-out';

/** Whether a new cluster is to be stopped once it is made: `local-arm.power-state: Stopped`. */
export function isMadeStopped(tags: Tags | undefined): boolean {
  return tags?.[POWER_STATE]?.toLowerCase() === 'stopped';
}

/**
 * The cluster as a GET shows it under `local-arm.leave-out:
 * storageProfile,identity,networkProfile.outboundType=null`: without these fields, or with null in
 * them. A path begins below `properties`, unless its first word is a field beside them; it goes
 * through every item of a list.
 */
export function withLeftOut(answer: { readonly tags?: Tags | undefined }): Echoed {
  const wire = answer as unknown as Echoed;
  const paths = (answer.tags?.[LEAVE_OUT] ?? '').split(',').map((path) => path.trim());
  return paths.filter((path) => path !== '').reduce((left, path) => leaveOut(left, path), wire);
}

function leaveOut(wire: Echoed, text: string): Echoed {
  const [path = '', value] = text.split('=');
  const words = path.split('.');
  const fromTop = words[0] !== undefined && Object.hasOwn(wire, words[0]) ? words : ['properties', ...words];
  return withoutField(wire, fromTop, value === 'null' ? null : undefined) as Echoed;
}
