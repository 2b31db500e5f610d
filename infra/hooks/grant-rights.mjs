// After provisioning: Backstay's identity gets the rights that follow from the profiles, by a
// deployment of its own. They are no part of infra/main.bicep, because `azd down` deletes every
// group that azd's own deployment touches, and these are the groups of clusters and vaults.
// https://learn.microsoft.com/azure/developer/azure-developer-cli/reference#azd-down
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lookForScopes } from './absent-scopes.mjs';
import { grantedScopes, kindsOf } from './granted-scopes.mjs';
import { keptScopes } from './kept-scopes.mjs';
import { readProfiles } from './profiles.mjs';
import { run } from './runner.mjs';
import { checkTools, failed, HookError, isStarted, isTrue, listOfIds, main, needed, say } from './tools.mjs';

const FIRST = 'It is an output of infra/main.bicep: run `azd provision` first.';
const MAY_NOT =
  'You need to be Owner, or User Access Administrator besides Contributor, of every subscription that profiles.json names (docs/deploy.md). ' +
  'Then again: azd provision';
const STILL_ASSIGNED =
  "A subscription would leave the scopes of Backstay's roles, and one of them is still assigned there. Delete the assignments that Azure names " +
  '(docs/operations.md#see-and-take-away-rights), then: azd provision';
/**
 * A role definition that was made just now is not known to the whole of Azure at once; it takes
 * minutes at worst.
 */
const TRIES = 6;
const BETWEEN_MS = 30_000;

export async function grantRights({ run, env, profiles, rights, parameters, wait, say }) {
  const subscription = needed(env, 'AZURE_SUBSCRIPTION_ID', 'Run this by `azd provision`.');
  const location = needed(env, 'AZURE_LOCATION', 'Run this by `azd provision`.');
  const suffix = needed(env, 'BACKSTAY_NAME_SUFFIX', FIRST);
  needed(env, 'BACKSTAY_IDENTITY_PRINCIPAL_ID', FIRST);
  checkEventsTopic(env);
  checkTools(run, env);

  for (const warning of sharedPlaces(profiles, rights)) say(`Warning: ${warning}`);
  say('All resources that the profiles name exist');
  const wanted = {
    lookIntoContainers: isTrue(env.BACKSTAY_LOOK_INTO_CONTAINERS),
    alsoRead: listOfIds(env, 'BACKSTAY_ALSO_READ'),
  };
  const granted = grantedScopes(profiles, rights, wanted);
  const { absent, missing, remarks } = lookForScopes(run, granted, (name) =>
    profiles.some((profile) => profile.name === name && kindsOf(profile, rights).includes('snapshotGroup')),
  );
  for (const remark of remarks) say(remark);
  if (missing.length > 0) {
    throw new HookError(
      [
        'Nothing can be granted at what is not there, and nothing was granted:',
        ...missing,
        'Then again: azd provision',
      ].join('\n'),
    );
  }

  const stay = granted.filter(({ scope }) => !absent.includes(scope)).map(({ scope }) => scope.split('/')[2]);
  const left = keptScopes({ run, subscription, suffix, wanted: stay });
  for (const remark of left.remarks) say(`Warning: ${remark}`);

  say("The rights of Backstay's identity, at the scopes of the profiles: a minute or two");
  const args = ['deployment', 'sub', 'create', '--subscription', subscription, '--location', location];
  const what = ['--name', `backstay-rights-${suffix}`, '--parameters', parameters, '--output', 'none'];
  for (let tried = 1; ; tried++) {
    const answer = run('az', [...args, ...what], {
      BACKSTAY_ABSENT_SCOPES: JSON.stringify(absent),
      BACKSTAY_KEPT_SUBSCRIPTIONS: JSON.stringify(left.kept),
    });
    if (answer.status === 0) break;
    const text = `${answer.stdout}${answer.stderr}`;
    if (text.includes('RoleScopeBeingRemovedContainsAssignments')) throw failed('az', args, answer, STILL_ASSIGNED);
    const isNew = /RoleDefinitionDoesNotExist|PrincipalNotFound/.test(text);
    if (!isNew || tried === TRIES) throw failed('az', args, answer, MAY_NOT);
    say(`Azure does not know the new roles everywhere yet: retry in half a minute (try ${tried} of ${TRIES})`);
    await wait(BETWEEN_MS);
  }
  say('Done. docs/permissions.md says what each of its roles may do.');
}

const TOPIC_ID =
  /^\/subscriptions\/[\da-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.EventGrid\/topics\/[^/]+$/i;

/**
 * The app publishes to the endpoint, and the right to do so is granted at the topic: one without
 * the other fails later, and in silence.
 */
function checkEventsTopic({ BACKSTAY_EVENTS_ENDPOINT: endpoint, BACKSTAY_EVENTS_TOPIC_ID: id }) {
  if (!endpoint && !id) return;
  if (!endpoint || !id) {
    const [absent, what] = endpoint ? ['BACKSTAY_EVENTS_TOPIC_ID', 'id'] : ['BACKSTAY_EVENTS_ENDPOINT', 'endpoint'];
    throw new HookError(
      `${absent} is not set, but its counterpart is. Set it: azd env set ${absent} "$(az eventgrid topic show -g GROUP -n TOPIC --query ${what} -o tsv)"`,
    );
  }
  if (!TOPIC_ID.test(id))
    throw new HookError(
      `BACKSTAY_EVENTS_TOPIC_ID must be the resource id of a custom topic of Event Grid, not "${id}".`,
    );
}

/** What is one place for two purposes gets the grants of both, and those of staging go further. */
export function sharedPlaces(profiles, rights) {
  const granting = profiles.filter((profile) => kindsOf(profile, rights).includes('roleGrant'));
  const pairs = granting.flatMap((one) => granting.map((other) => [one, other])).filter(([one]) => one.staging);
  const isSame = (one, other) => one.toLowerCase() === other.toLowerCase();
  return pairs.flatMap(([one, other]) => [
    ...(isSame(one.staging.storageAccount, other.storageAccount)
      ? [
          `the staging.storageAccount of profile "${one.name}" is the storageAccount of profile "${other.name}". The rights for restores may ` +
            'then be granted on the backups as well, up to owning and deleting every blob in them: have a storage account for staging alone.',
        ]
      : []),
    ...(isSame(one.staging.resourceGroup, other.snapshotGroup)
      ? [
          `the staging.resourceGroup of profile "${one.name}" is the snapshotGroup of profile "${other.name}". What is granted for restores then ` +
            'reaches the snapshots that are backups as well: have a resource group for staging alone.',
        ]
      : []),
  ]);
}

if (isStarted(import.meta)) {
  const infra = resolve(import.meta.dirname, '..');
  await main(() =>
    grantRights({
      run,
      env: process.env,
      profiles: readProfiles(join(infra, '..')),
      rights: JSON.parse(readFileSync(join(infra, 'rights.json'), 'utf8')),
      parameters: join(infra, 'rights.bicepparam'),
      wait,
      say,
    }),
  );
}
