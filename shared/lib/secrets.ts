/**
 * Names under which secrets come; what follows one of them is removed. `sig` is the signature of a
 * shared access token.
 */
const NAMES = [
  'bearer',
  'basic',
  'sig',
  'signature',
  'secret',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'credential',
  'token',
  'access_?key',
  'account_?key',
  'api_?key',
  'functions_?key',
  'primary_?key',
  'secondary_?key',
  'private_?key',
  'storage_?key',
  'shared_?key',
  'shared_?access_?key',
  'shared_?secret',
  'subscription_?key',
  'host_?key',
  'master_?key',
].map((name) => name.replace('_?', '[-_ ]?'));

/**
 * Such as `AccountKey=…`, `"clientSecret": "…"`, `Authorization: Bearer …`, `&sig=…`, also with
 * quotation marks that are escaped.
 */
const NAMED = new RegExp(
  String.raw`((?:${NAMES.join('|')})(?:\\?["'])?\s*(?:[=:]\s*|\s))(?:\\*(["'])((?:(?!\\*\2).)*)|([^\s&;,"'\\]+))`,
  'gi',
);

/** Most texts have none of them, and this is much the faster search. */
const MAY_BE_NAMED = /bearer|basic|sig|secret|pass|pwd|credential|token|key/i;

/** Shorter words after such a name are words of a sentence: "the token is …". */
const MIN_SECRET = 8;
const MIN_SECRET_AFTER_SPACE = 16;

/** Secrets that need no name. */
const SHAPES: readonly RegExp[] = [
  // JSON Web Tokens.
  /\beyJ[\w-]{5,}\.[\w.-]+/g,
  // Keys of storage accounts, Service Bus and the like: base64 of 32 bytes or more, with its
  // padding.
  /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42,}={1,2}/g,
  // Client secrets of Entra.
  /[\w~.-]{3}\dQ~[\w~.-]{31,34}/g,
  // Function keys.
  /(?<![\w-])[\w-]{40,}AzFu[\w-]+={0,2}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
  // User and password in an address.
  /(?<=:\/\/)[^\s/:@]{1,200}:[^\s/@]{1,200}(?=@)/g,
];

/** Nothing is kept of a text beyond this, so that the search stays fast for hostile texts. */
const MAX_LENGTH = 16_000;

/** The text with every secret replaced by `…`. */
export function withoutSecrets(text: string): string {
  const shaped = SHAPES.reduce((left, shape) => left.replace(shape, '…'), text.slice(0, MAX_LENGTH));
  if (!MAY_BE_NAMED.test(shaped)) return shaped;
  return shaped.replace(NAMED, (whole, name: string, quote?: string, quoted?: string, bare?: string) => {
    if (quoted !== undefined) return quoted.length < 4 ? whole : `${name}${quote}…`;
    const isAfterSpace = /\s$/.test(name) && !/[=:]\s*$/.test(name);
    const isSecret = (bare ?? '').length >= (isAfterSpace ? MIN_SECRET_AFTER_SPACE : MIN_SECRET);
    return isSecret ? `${name}…` : whole;
  });
}
