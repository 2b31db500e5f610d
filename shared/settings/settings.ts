import * as z from 'zod';
import { CLOUD_NAMES, type CloudName, TOPIC_SUFFIXES } from '../azure/clouds.ts';
import { ConfigurationError, problemsOf } from '../profiles/configuration-error.ts';
import { isCardHost } from './card-hosts.ts';
import { isUnresolvedReference } from './key-vault-reference.ts';

const PREFIX = 'BACKSTAY_';
const NOT_VALID = 'The app settings are not valid';
const ADDRESSES = ['BACKSTAY_RESOURCE_MANAGER', 'BACKSTAY_AUTHORITY', 'BACKSTAY_AUDIENCE'] as const;
const BOTH =
  'as well: BACKSTAY_TENANT_ID and BACKSTAY_API_AUDIENCE go together, since a token is accepted only by both';
const WHERE_TO_SET =
  'Settings are set by the parameters of infra/main.bicep, by `az functionapp config appsettings set`, or under "Values" in local.settings.json; docs/settings.md has them all.';
const https = z.url({ protocol: /^https$/ });
const HOSTS = /^ *\.?[a-z\d][a-z\d.-]*[a-z\d](?::\d+)? *(?:, *\.?[a-z\d][a-z\d.-]*[a-z\d](?::\d+)? *)*$/;
const hosts = z
  .string()
  .regex(
    HOSTS,
    'must be host names in small letters with commas between, each with or without a leading dot, as in ".logic.azure.com"',
  );
/** Of receivers whose address holds a key. */
const webhook = z.string().superRefine((value, context) => {
  const message = whyNoWebhook(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** Every app setting of Backstay, with its meaning. */
export const settingsSchema = z.strictObject({
  BACKSTAY_PROFILES: z
    .string()
    .min(1)
    .default('profiles.json')
    .describe('Path of the profile file, from the folder of the app.'),
  BACKSTAY_CLOUD: z
    .enum([...CLOUD_NAMES, 'custom'])
    .default('public')
    .describe('The Azure cloud; `custom` needs the three addresses below.'),
  BACKSTAY_RESOURCE_MANAGER: https.optional().describe('Custom cloud: address of its Resource Manager.'),
  BACKSTAY_AUTHORITY: https.optional().describe('Custom cloud: address of its Entra authority.'),
  BACKSTAY_AUDIENCE: z.url().optional().describe('Custom cloud: the audience of tokens for the Resource Manager.'),
  BACKSTAY_BLOB_HOST: z
    .string()
    .regex(
      /^\.?[a-z\d][a-z\d.-]*[a-z\d]$/,
      'must be a host name in small letters, or how host names end, as in .blob.example',
    )
    .optional()
    .describe(
      'Custom cloud: how the host names of its blob services end, or the one host of all of them. No container is read when left out.',
    ),
  BACKSTAY_IDENTITY_CLIENT_ID: z
    .guid()
    .optional()
    .describe("Client id of the app's user-assigned identity; its system-assigned one when left out."),
  BACKSTAY_TEAMS_WEBHOOK: webhook
    .optional()
    .describe('Address of a Teams workflow; a secret: set it as a Key Vault reference.'),
  BACKSTAY_TEAMS_HOSTS: hosts
    .default('.api.powerplatform.com,.logic.azure.com')
    .describe('Hosts that cards may be sent to, with commas between; a leading dot means all hosts below.'),
  BACKSTAY_SLACK_WEBHOOK: webhook
    .optional()
    .describe('Address of an incoming webhook of Slack; a secret: set it as a Key Vault reference.'),
  BACKSTAY_SLACK_HOSTS: hosts
    .default('hooks.slack.com')
    .describe('Hosts that messages for Slack may be sent to, in the form of BACKSTAY_TEAMS_HOSTS.'),
  BACKSTAY_WEBHOOK_URL: webhook
    .optional()
    .describe(
      'Address that events are posted to, signed with BACKSTAY_WEBHOOK_SECRET; docs/integrations.md says how to check them. Its host must be among BACKSTAY_WEBHOOK_HOSTS.',
    ),
  BACKSTAY_WEBHOOK_SECRET: z
    .string()
    .refine((value) => isUnresolvedReference(value) || isWebhookSecret(value), {
      message: 'must be "whsec_" and 24 to 64 bytes in base64, as `echo "whsec_$(openssl rand -base64 32)"` prints it',
    })
    .optional()
    .describe(
      'The key that events are signed with, `whsec_` and 24 to 64 bytes in base64; set it as a Key Vault reference.',
    ),
  BACKSTAY_WEBHOOK_HOSTS: hosts
    .optional()
    .describe('Hosts that signed events may be posted to, in the form of BACKSTAY_TEAMS_HOSTS.'),
  BACKSTAY_GITHUB_REPOSITORY: z
    .string()
    .regex(/^[A-Za-z\d](?:[A-Za-z\d-]{0,38})\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'must be a repository, as in "owner/name"')
    .optional()
    .describe('The repository that gets an issue for each cluster that needs a person, as in `owner/name`.'),
  BACKSTAY_GITHUB_TOKEN: z
    .string()
    .regex(/^[!-~]+$|^@Microsoft\.KeyVault\(/i, 'must be a token, without spaces')
    .optional()
    .describe(
      'A fine-grained token with the right "Issues: read and write" on that repository alone; set it as a Key Vault reference.',
    ),
  BACKSTAY_GITHUB_API: https
    .default('https://api.github.com')
    .describe('Where the API of GitHub is; a GitHub Enterprise Server has it under `/api/v3`.'),
  BACKSTAY_EVENTS_ENDPOINT: https
    .optional()
    .describe(
      'Address of a custom topic of Event Grid that takes CloudEvents 1.0, as in `https://<topic>.<region>-1.eventgrid.azure.net/api/events`; docs/events.md has the events. Left out, none are published.',
    ),
  BACKSTAY_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((value) => URL.canParse(value) && new URL(value).origin === value.replace(/\/$/, ''), {
      message: 'must be an origin without a path, as in https://backstay.example',
    })
    .optional()
    .describe('Where people reach the app, as in `https://backstay.azurewebsites.net`: cards then link to the report.'),
  BACKSTAY_DIGEST_HOUR: z
    .string()
    .regex(/^(?:off|\d|1\d|2[0-3])$/, 'must be an hour from 0 to 23, or "off"')
    .default('6')
    .describe('The hour, UTC, from which the daily digest is sent; `off` for none.'),
  BACKSTAY_POLL_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(300)
    .default(10)
    .describe('How soon to look again at what is on its way, in seconds.'),
  BACKSTAY_DRIFT_HOURS: z.coerce
    .number()
    .min(1)
    .max(168)
    .default(12)
    .describe('How often to assess a target without an event, in hours.'),
  BACKSTAY_TRACE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'The share of traces that is sent to Application Insights, from 0 to 1. Failed spans, metrics and logs are sent at any share.',
    ),
  BACKSTAY_TENANT_ID: z
    .guid()
    .optional()
    .describe(
      'The Entra tenant whose people and applications may call the HTTP API. Needed where the sign-in of App Service is on: until both are set, no token is accepted.',
    ),
  BACKSTAY_API_AUDIENCE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Audience of tokens for the HTTP API: the client id of its app registration, and its `api://` address, with a comma between.',
    ),
});

export interface Settings {
  readonly profilesPath: string;
  readonly cloud: CloudSetting;
  readonly identityClientId: string | undefined;
  readonly teams: { readonly webhook: string | undefined; readonly allowedHosts: readonly string[] };
  readonly slack: { readonly webhook: string | undefined; readonly allowedHosts: readonly string[] };
  /** Where signed events are posted; nowhere when left out. */
  readonly webhook:
    | { readonly address: string; readonly secret: string; readonly allowedHosts: readonly string[] }
    | undefined;
  /** Where issues are kept; nowhere when left out. */
  readonly github: { readonly repository: string; readonly token: string; readonly api: string } | undefined;
  readonly publicUrl: string | undefined;
  /** Where events are published; nowhere when left out. */
  readonly eventsEndpoint: string | undefined;
  readonly digestHour: number | 'off';
  readonly pollSeconds: number;
  readonly driftSeconds: number;
  /** The share of traces that is kept, from 0 to 1. */
  readonly traceRatio: number;
  /** Whose tokens the HTTP API takes, in lower case. */
  readonly api: { readonly tenantId: string | undefined; readonly audiences: readonly string[] };
}

export type CloudSetting =
  | { readonly name: CloudName }
  | {
      readonly name: 'custom';
      readonly resourceManager: string;
      readonly authority: string;
      readonly audience: string;
      readonly blobHost: string | undefined;
    };

/**
 * Reads the app settings named `BACKSTAY_…`; all others belong to the host.
 * @throws ConfigurationError that names each setting that is unknown, missing or wrong, and the
 *   form of its value.
 */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const own = Object.entries(environment).filter(([name, value]) => name.startsWith(PREFIX) && value?.trim());
  const result = settingsSchema.safeParse(Object.fromEntries(own));
  if (!result.success) throw new ConfigurationError(NOT_VALID, [...problemsOf(result.error), WHERE_TO_SET]);
  const settings = result.data;
  const cloud = cloudOf(settings);
  const contradictions = [...('problems' in cloud ? cloud.problems : []), ...contradictionsIn(settings)];
  if ('problems' in cloud || contradictions.length > 0) {
    throw new ConfigurationError(NOT_VALID, [...contradictions, WHERE_TO_SET]);
  }
  return {
    profilesPath: settings.BACKSTAY_PROFILES,
    cloud,
    identityClientId: settings.BACKSTAY_IDENTITY_CLIENT_ID,
    teams: { webhook: settings.BACKSTAY_TEAMS_WEBHOOK, allowedHosts: listOf(settings.BACKSTAY_TEAMS_HOSTS) },
    slack: { webhook: settings.BACKSTAY_SLACK_WEBHOOK, allowedHosts: listOf(settings.BACKSTAY_SLACK_HOSTS) },
    webhook: webhookOf(settings),
    github: githubOf(settings),
    publicUrl: settings.BACKSTAY_PUBLIC_URL,
    eventsEndpoint: settings.BACKSTAY_EVENTS_ENDPOINT,
    digestHour: settings.BACKSTAY_DIGEST_HOUR === 'off' ? 'off' : Number(settings.BACKSTAY_DIGEST_HOUR),
    pollSeconds: settings.BACKSTAY_POLL_SECONDS,
    driftSeconds: settings.BACKSTAY_DRIFT_HOURS * 3600,
    traceRatio: settings.BACKSTAY_TRACE_RATIO,
    api: {
      tenantId: settings.BACKSTAY_TENANT_ID?.toLowerCase(),
      audiences: listOf((settings.BACKSTAY_API_AUDIENCE ?? '').toLowerCase()),
    },
  };
}

type Given = z.infer<typeof settingsSchema>;

function cloudOf(settings: Given): CloudSetting | { readonly problems: readonly string[] } {
  const {
    BACKSTAY_CLOUD: name,
    BACKSTAY_RESOURCE_MANAGER: resourceManager,
    BACKSTAY_AUTHORITY: authority,
    BACKSTAY_AUDIENCE: audience,
    BACKSTAY_BLOB_HOST: blobHost,
  } = settings;
  if (name !== 'custom') {
    const idle = [...ADDRESSES, 'BACKSTAY_BLOB_HOST' as const].filter((address) => settings[address] !== undefined);
    if (idle.length === 0) return { name };
    return {
      problems: idle.map((address) => `${address}: may be set only when BACKSTAY_CLOUD is "custom"; it is "${name}"`),
    };
  }
  if (resourceManager !== undefined && authority !== undefined && audience !== undefined) {
    return { name, resourceManager, authority, audience, blobHost };
  }
  const missing = ADDRESSES.filter((address) => settings[address] === undefined);
  return {
    problems: missing.map(
      (address) =>
        `${address}: must be set, to an address such as https://management.example, when BACKSTAY_CLOUD is "custom"`,
    ),
  };
}

/** Combinations of settings that are refused, although each is valid alone. */
function contradictionsIn(settings: Given): readonly string[] {
  const { BACKSTAY_TENANT_ID: tenant, BACKSTAY_API_AUDIENCE: audience } = settings;
  const { BACKSTAY_TEAMS_WEBHOOK: webhook, BACKSTAY_TEAMS_HOSTS: hosts } = settings;
  const problems: string[] = [];
  if (tenant === undefined && audience !== undefined) problems.push(`BACKSTAY_TENANT_ID: must be set ${BOTH}`);
  if (tenant !== undefined && audience === undefined) problems.push(`BACKSTAY_API_AUDIENCE: must be set ${BOTH}`);
  const { BACKSTAY_EVENTS_ENDPOINT: topic, BACKSTAY_CLOUD: cloud } = settings;
  if (topic !== undefined && !isTopic(new URL(topic), cloud)) {
    problems.push(
      `BACKSTAY_EVENTS_ENDPOINT: must be the endpoint of a custom topic${cloud === 'custom' ? '' : ` under ${TOPIC_SUFFIXES[cloud]}`}, with the path /api/events and nothing after it`,
    );
  }
  problems.push(
    ...hostProblems('BACKSTAY_TEAMS_WEBHOOK', webhook, 'BACKSTAY_TEAMS_HOSTS', hosts),
    ...hostProblems(
      'BACKSTAY_SLACK_WEBHOOK',
      settings.BACKSTAY_SLACK_WEBHOOK,
      'BACKSTAY_SLACK_HOSTS',
      settings.BACKSTAY_SLACK_HOSTS,
    ),
    ...hostProblems(
      'BACKSTAY_WEBHOOK_URL',
      settings.BACKSTAY_WEBHOOK_URL,
      'BACKSTAY_WEBHOOK_HOSTS',
      settings.BACKSTAY_WEBHOOK_HOSTS ?? '',
    ),
    ...togetherProblems(settings, ['BACKSTAY_WEBHOOK_URL', 'BACKSTAY_WEBHOOK_SECRET', 'BACKSTAY_WEBHOOK_HOSTS']),
    ...togetherProblems(settings, ['BACKSTAY_GITHUB_REPOSITORY', 'BACKSTAY_GITHUB_TOKEN']),
  );
  return problems;
}

function hostProblems(name: string, address: string | undefined, hostsName: string, hosts: string): readonly string[] {
  if (address === undefined || isUnresolvedReference(address) || isCardHost(new URL(address), listOf(hosts))) return [];
  const { host } = new URL(address);
  const among = hosts === '' ? `${hostsName}, which is not set` : `${hostsName} (${hosts})`;
  return [`${name}: its host ${host} must be among ${among}, by https`];
}

/** Settings of which none says anything without the others. */
function togetherProblems(settings: Given, names: readonly (keyof Given)[]): readonly string[] {
  const absent = names.filter((name) => settings[name] === undefined);
  if (absent.length === 0 || absent.length === names.length) return [];
  const given = names.filter((name) => settings[name] !== undefined);
  return absent.map(
    (name) => `${name}: must be set as well, since ${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'} set`,
  );
}

function webhookOf(settings: Given): Settings['webhook'] {
  const { BACKSTAY_WEBHOOK_URL: address, BACKSTAY_WEBHOOK_SECRET: secret, BACKSTAY_WEBHOOK_HOSTS: hosts } = settings;
  if (address === undefined || secret === undefined || hosts === undefined) return undefined;
  return { address, secret, allowedHosts: listOf(hosts) };
}

function githubOf(settings: Given): Settings['github'] {
  const { BACKSTAY_GITHUB_REPOSITORY: repository, BACKSTAY_GITHUB_TOKEN: token, BACKSTAY_GITHUB_API: api } = settings;
  return repository === undefined || token === undefined ? undefined : { repository, token, api };
}

/**
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
function isWebhookSecret(value: string): boolean {
  const key = /^whsec_([A-Za-z\d+/]+={0,2})$/.exec(value)?.[1];
  if (key === undefined || key.length % 4 !== 0) return false;
  const bytes = (key.length / 4) * 3 - (key.endsWith('==') ? 2 : key.endsWith('=') ? 1 : 0);
  return bytes >= 24 && bytes <= 64;
}

/** A token of the app goes there, so it must be Event Grid. */
function isTopic(url: URL, cloud: Given['BACKSTAY_CLOUD']): boolean {
  const { hostname, port, pathname, search, hash, username, password } = url;
  if (pathname !== '/api/events' || search !== '' || hash !== '') return false;
  if (username !== '' || password !== '') return false;
  return cloud === 'custom' || (port === '' && hostname.endsWith(TOPIC_SUFFIXES[cloud]));
}

/**
 * The value is a secret and stands in no message. That its reference is not resolved yet is no
 * reason to protect no cluster: cards fail then.
 */
function whyNoWebhook(value: string): string | undefined {
  if (isUnresolvedReference(value)) return undefined;
  if (!URL.canParse(value)) return 'must be an address, as in https://….api.powerplatform.com/…';
  const { username, password } = new URL(value);
  return username === '' && password === '' ? undefined : 'must hold no user name and no password';
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
