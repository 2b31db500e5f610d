// Shared by all hooks: how they ask, what they need, and how they say that it does not work.

import { realpathSync } from 'node:fs';

/** Something that the operator has to do; shown without a stack. */
export class HookError extends Error {}

/** Runs a hook, and ends the process with 1 when it cannot do its work. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Whether Node was started with this file, rather than a test that imports it. */
export function isStarted({ filename }) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(filename);
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** The answer of a command. @throws HookError with the command's own words, and with what to do. */
export function ask(run, tool, args, advice) {
  const answer = run(tool, args);
  if (answer.status === 0) return answer.stdout.trim();
  throw failed(tool, args, answer, advice);
}

/** A command that failed, in its own words. */
export function failed(tool, args, { status, stderr }, advice) {
  const why = stderr.trim().split('\n').slice(-5).join('\n') || `it ended with ${status}`;
  return new HookError(`\`${tool} ${args.slice(0, 3).join(' ')} …\` failed: ${why}\n${advice}`);
}

/** Whether a variable of azd's environment says yes, as Bicep reads it. */
export function isTrue(text) {
  return text?.toLowerCase() === 'true';
}

const TRIES = 8;
const BETWEEN_MS = 10_000;

/**
 * The same, again and again for a minute: what was made in Entra just now is not at once known
 * everywhere.
 */
export async function askPatiently(run, tool, args, advice, wait) {
  for (let tried = 1; ; tried++) {
    try {
      return ask(run, tool, args, advice);
    } catch (error) {
      if (tried === TRIES || !/not ?found|does not exist|404/i.test(error.message)) throw error;
      await wait(BETWEEN_MS);
    }
  }
}

export function askJson(run, tool, args, advice) {
  return JSON.parse(ask(run, tool, [...args, '--output', 'json'], advice) || 'null');
}

/** An app setting of azd's environment. @throws HookError when it is missing. */
export function needed(env, name, advice) {
  const value = env[name];
  if (value) return value;
  throw new HookError(`${name} is not set. ${advice}`);
}

/**
 * Ids as JSON, as the .bicepparam files read them. @throws HookError when they are something else.
 */
export function listOfIds(env, name) {
  const text = env[name] || '[]';
  try {
    const ids = JSON.parse(text);
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids;
  } catch {
    // Said below.
  }
  throw new HookError(`${name} is ${text}, which is not a list of ids in JSON: azd env set ${name} '["ID"]'`);
}

/**
 * Both tools are there and signed in, to the tenant that azd deploys to. Answers which tenant and
 * which cloud.
 */
export function checkTools(run, env) {
  ask(run, 'azd', ['version'], 'Install the Azure Developer CLI: https://aka.ms/azd-install');
  ask(run, 'az', ['version', '--output', 'none'], 'Install the Azure CLI: https://aka.ms/azcli');
  const { tenantId } = askJson(run, 'az', ['account', 'show'], 'Sign in: az login');
  for (const wanted of [env.AZURE_TENANT_ID, tenantOf(run, env.AZURE_SUBSCRIPTION_ID)]) {
    if (!wanted || wanted.toLowerCase() === tenantId.toLowerCase()) continue;
    throw new HookError(
      `az is signed in to the tenant ${tenantId}, azd deploys to ${wanted}. Sign in: az login --tenant ${wanted}`,
    );
  }
  const cloud = askJson(run, 'az', ['cloud', 'show'], 'Choose the cloud: az cloud set --name AzureCloud');
  return {
    tenantId,
    cloud: cloud.name,
    graph: withoutSlash(cloud.endpoints.microsoftGraphResourceId),
    login: withoutSlash(cloud.endpoints.activeDirectory),
  };
}

/**
 * The tenant of the subscription that azd deploys to; a user with accounts in several may be signed
 * in to another one.
 */
function tenantOf(run, subscription) {
  if (!subscription) return undefined;
  const advice = 'az does not see the subscription that azd deploys to: az login, or az account list --refresh';
  return askJson(run, 'az', ['account', 'show', '--subscription', subscription], advice).tenantId;
}

function withoutSlash(address) {
  return address.replace(/\/+$/, '');
}

/** Whether events come by the Storage queue, rather than to the functions. */
export function isByQueue(env) {
  return env.BACKSTAY_EVENT_DELIVERY === 'queue';
}

/**
 * The app registration often belongs to another team: in many tenants few people may create one.
 */
export function isLeftAlone(env) {
  return env.BACKSTAY_APP_REGISTRATION === 'off';
}
