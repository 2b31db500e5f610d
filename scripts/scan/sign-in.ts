/**
 * The failure as one sentence. Each way to sign in has its own reason why it did not work, and none
 * of them helps.
 */
export function explainFailure({ code, message }: { readonly code: string; readonly message: string }): string {
  return code === 'NoToken' ? NOT_SIGNED_IN : message;
}

const NOT_SIGNED_IN = 'Not signed in to Azure. Run `az login`.';

export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
  constructor() {
    super(NOT_SIGNED_IN);
  }
}
