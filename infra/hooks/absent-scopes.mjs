// Looks whether the scopes of the profiles are there. Azure would say so as well, minutes later and
// by an id alone.
import { failed } from './tools.mjs';

/** Codes and words of Azure for what is not there; all else is trouble of another kind. */
const NOT_THERE = /Resource(Group)?NotFound|SubscriptionNotFound|could not be found|was not found/i;

/**
 * @param granted what grantedScopes answers
 * @param makesGroups whether the profile of this name lets Backstay make its snapshot group
 * @returns absent: ids of groups to be left out of the deployment; missing: what stands in its way,
 *   and what to do; remarks: what to know
 */
export function lookForScopes(run, granted, makesGroups) {
  const away = granted.filter(({ scope }) => !isThere(run, scope));
  const isAway = (scope) => away.some((one) => one.scope === scope);
  const absent = [];
  const missing = [];
  const remarks = [];
  for (const { scope, by } of away) {
    const verdicts = by.map((one) => verdictOf(scope, one));
    const wrong = verdicts.filter(({ isWrong }) => isWrong);
    if (wrong.length > 0) missing.push(...wrong.map(({ text }) => text));
    else {
      absent.push(scope);
      remarks.push(...verdicts.map(({ text }) => text));
    }
  }
  return { absent, missing, remarks };

  function verdictOf(scope, { profile, line, group, written }) {
    const who = profile === undefined ? line : `profile "${profile}", ${line}`;
    if (line === 'selector.resourceGroups') {
      const sameName = granted.filter(({ by }) => by.some((one) => one.profile === profile && one.group === group));
      if (sameName.some((one) => !isAway(one.scope))) {
        return {
          isWrong: false,
          text: `Left out, since it is in other subscriptions of the profile: ${written} (${who})`,
        };
      }
    }
    if (line === 'snapshotGroup' && isGroup(scope) && makesGroups(profile)) {
      return {
        isWrong: false,
        text: `Left out until Backstay has made it: ${written} (${who}). Its roles are granted by the next \`azd up\` after that.`,
      };
    }
    return { isWrong: true, text: `- ${who}: ${written} is not there. ${adviceOn(line, written)}` };
  }
}

function isThere(run, scope) {
  const [, , subscription, , group, , ...resource] = scope.split('/');
  if (resource.length > 0) return found(run, ['resource', 'show', '--ids', scope, '--output', 'none']) !== undefined;
  if (group === undefined)
    return (
      found(run, ['account', 'show', '--subscription', subscription, '--output', 'none'], /doesn't exist/i) !==
      undefined
    );
  return found(run, ['group', 'exists', '--name', group, '--subscription', subscription]) === 'true';
}

/**
 * The output of the command; undefined when it says that the resource is not found. @throws
 * HookError when it fails for another reason.
 */
function found(run, args, orElse = NOT_THERE) {
  const answer = run('az', args);
  if (answer.status === 0) return answer.stdout.trim();
  if (NOT_THERE.test(answer.stderr) || orElse.test(answer.stderr)) return undefined;
  throw failed('az', args, answer, `You need the right to read ${args[args.indexOf('--ids') + 1] ?? 'it'}.`);
}

function isGroup(scope) {
  return scope.split('/').length === 5;
}

function adviceOn(line, scope) {
  const [, , subscription, , group] = scope.split('/');
  if (group === undefined) {
    return `Put its id right in profiles.json, or sign in with an account that sees it: az login, then az account list --refresh (looked for: ${subscription}).`;
  }
  if (line === 'snapshotGroup') {
    return `Create it: az group create --name ${group} --subscription ${subscription} --location REGION-OF-THE-CLUSTERS. Or let Backstay do it: "snapshotGroup" in the profile's "allow".`;
  }
  if (line === 'selector.resourceGroups')
    return 'It is in no subscription of the profile: put its name right in profiles.json, or take it out.';
  if (line === 'selector.clusters') return 'Put its id right in profiles.json, or take it out if the cluster is gone.';
  return 'Create it, or put its id right in profiles.json.';
}
