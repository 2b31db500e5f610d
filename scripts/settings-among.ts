import { settingsSchema } from '../shared/settings/settings.ts';

/**
 * The app settings in the environment of a shell, and what belongs to others. An operator's shell
 * also holds the choices and the outputs of a deployment (`azd env get-values`), which have the
 * same prefix; the app itself refuses them, as misspelt settings.
 */
export function settingsAmong(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const isForeign = (name: string) => name.startsWith('BACKSTAY_') && !(name in settingsSchema.shape);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isForeign(name)));
}
