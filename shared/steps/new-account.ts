/** A storage account that Azure Backup can use. Nothing in it can be read without a sign-in. */
export const NEW_ACCOUNT = { kind: 'StorageV2', sku: 'Standard_LRS', allowBlobPublicAccess: 'false' } as const;
