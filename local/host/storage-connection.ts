/**
 * The connection string that a binding's `connection` names: the app setting of that name, or of
 * that name behind `AzureWebJobs`.
 * @throws Error when there is none, or when it is meant to be an identity.
 */
export function storageConnection(connection: string | undefined, who: string): string {
  const name = connection || 'AzureWebJobsStorage';
  const value = process.env[`AzureWebJobs${name}`] ?? process.env[name];
  if (value !== undefined && value !== '') return value;

  // https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
  const byIdentity = Object.keys(process.env).find((key) => key.startsWith(`${name}__`));
  if (byIdentity !== undefined) {
    throw new Error(
      `${who}: ${byIdentity} connects to storage with an identity, which Azurite cannot check. Locally, set ${name} to a connection string.`,
    );
  }
  throw new Error(
    `${who}: the app setting ${name} is missing. Set it to a connection string, such as "UseDevelopmentStorage=true" for Azurite.`,
  );
}
