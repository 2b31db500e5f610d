// The wanted state of the app registration, beside the parts that others own.

/**
 * The scope that `az account get-access-token --resource api://…` requests:
 * https://learn.microsoft.com/entra/identity-platform/scopes-oidc
 */
const SCOPE = {
  id: '5c2e8d1f-9b7a-4c36-8f04-6d3b2a1e0c05',
  value: 'user_impersonation',
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: 'Call Backstay',
  adminConsentDescription: 'Calls Backstay as the person who is signed in, with the app roles of that person.',
  userConsentDisplayName: 'Call Backstay',
  userConsentDescription: 'Calls Backstay as you, with your app roles.',
};
/** The Azure CLI, as every tenant knows it. */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/**
 * The bodies of two PATCHes, one after the other: an application can only be trusted with a scope
 * that is there already.
 */
export function desiredRegistration(existing, roles) {
  const api = {
    // Tokens of version 2 name the issuer that App Service trusts.
    requestedAccessTokenVersion: 2,
    oauth2PermissionScopes: withOurs(existing.api?.oauth2PermissionScopes, [SCOPE], 'id'),
  };
  const claims = existing.optionalClaims ?? {};
  return [
    {
      identifierUris: [...new Set([...(existing.identifierUris ?? []), `api://${existing.appId}`])],
      appRoles: withOurs(existing.appRoles, roles, 'id'),
      api,
      web: { implicitGrantSettings: { enableIdTokenIssuance: true } },
      // Distinguishes pipelines from people.
      optionalClaims: { ...claims, accessToken: withOurs(claims.accessToken, [{ name: 'idtyp' }], 'name') },
    },
    {
      api: {
        ...api,
        preAuthorizedApplications: withOurs(
          existing.api?.preAuthorizedApplications,
          [{ appId: AZURE_CLI, delegatedPermissionIds: [SCOPE.id] }],
          'appId',
        ),
      },
    },
  ];
}

/**
 * The federated credential by which the identity of the app signs people in, in place of a secret.
 */
export function desiredCredential({ login, tenantId, cloud, principalId }) {
  return {
    name: 'backstay-identity',
    description: 'The identity of the function app signs people in.',
    issuer: `${login}/${tenantId}/v2.0`,
    subject: principalId,
    audiences: [AUDIENCES[cloud] ?? AUDIENCES.AzureCloud],
  };
}

/**
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
const AUDIENCES = {
  AzureCloud: 'api://AzureADTokenExchange',
  AzureUSGovernment: 'api://AzureADTokenExchangeUSGov',
  AzureChinaCloud: 'api://AzureADTokenExchangeChina',
};

/** Theirs stay; ours are as they are here. */
function withOurs(theirs, ours, key) {
  const keys = ours.map((one) => one[key]);
  return [...(theirs ?? []).filter((one) => !keys.includes(one[key])), ...ours];
}
