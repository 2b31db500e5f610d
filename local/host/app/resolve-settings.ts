/**
 * Puts the values of app settings in the place of their names, as in the queue name `%WAKE_QUEUE%`.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns
 * @throws Error when a setting is not there.
 */
export function resolveSettings(text: string): string {
  return text.replaceAll(/%([^%\s]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`"${text}" names the app setting ${name}, which is not there.`);
    return value;
  });
}
