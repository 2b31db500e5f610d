/**
 * The SDK's continuation is JSON in base64, some letters of which mean something in an address:
 * callers get it in base64url.
 */
export function toToken(continuation: string): string {
  return Buffer.from(continuation, 'base64url').toString('base64');
}

export function fromToken(token: string): string {
  return Buffer.from(token, 'base64').toString('base64url');
}

/** True for what an earlier page gave out as its continuation, as far as that can be seen. */
export function isContinuation(text: string): boolean {
  try {
    const decoded = Buffer.from(text, 'base64url').toString('utf8');
    const { nextPartitionKey, nextRowKey }: Record<string, unknown> = Object(JSON.parse(decoded));
    return typeof nextPartitionKey === 'string' && (nextRowKey === undefined || typeof nextRowKey === 'string');
  } catch {
    return false;
  }
}
