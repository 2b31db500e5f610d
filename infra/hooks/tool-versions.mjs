// The versions of Node and of the tools that a deployment needs.

/**
 * Older ones cannot read azure.yaml, or know no list of the runtimes of Flex Consumption, or no
 * function in a template.
 */
export const LEAST = { node: '22.0.0', azd: '1.23.15', az: '2.60.0', bicep: '0.26.0' };

/**
 * @param nodeVersion of the Node that runs the hooks
 * @returns problems, as sentences; `isUsable` is false while az or azd does not run at all, which
 *   ends all further checks.
 */
export function checkVersions(run, nodeVersion) {
  const azd = run('azd', ['version', '--output', 'json']);
  const az = run('az', ['version', '--output', 'json']);
  const isUsable = azd.status === 0 && az.status === 0;
  const bicep = az.status === 0 ? run('az', ['bicep', 'version']) : undefined;
  return {
    isUsable,
    problems: [
      tooOld('Node', nodeVersion, LEAST.node, 'Install it: https://nodejs.org'),
      notRunning('The Azure Developer CLI', azd, 'Install it: https://aka.ms/azd-install') ??
        tooOld('The Azure Developer CLI', azd.stdout, LEAST.azd, 'Update it: https://aka.ms/azd-install'),
      notRunning('The Azure CLI', az, 'Install it: https://aka.ms/azcli') ??
        tooOld('The Azure CLI', cliVersionIn(az.stdout), LEAST.az, 'Update it: az upgrade'),
      // az never updates its Bicep by itself, and azd brings another one:
      // https://learn.microsoft.com/cli/azure/bicep
      bicep &&
        (notRunning('The Bicep of the Azure CLI', bicep, 'Install it: az bicep install') ??
          tooOld('The Bicep of the Azure CLI', bicep.stdout, LEAST.bicep, 'Update it: az bicep upgrade')),
    ].filter((problem) => problem !== undefined),
  };
}

function notRunning(what, { status, stderr }, advice) {
  if (status === 0) return undefined;
  return `${what} does not run: ${stderr.trim().split('\n').at(-1)} ${advice}`;
}

function tooOld(what, text, least, advice) {
  const found = /\d+\.\d+\.\d+/.exec(text)?.[0];
  if (found === undefined) return `The version of ${what.replace(/^The/, 'the')} could not be read. ${advice}`;
  return isBelow(found, least) ? `${what} is ${found}; version ${least} or later is needed. ${advice}` : undefined;
}

/** Of the CLI itself, not of one of its extensions. */
function cliVersionIn(text) {
  try {
    return JSON.parse(text)['azure-cli'] ?? '';
  } catch {
    return text;
  }
}

function isBelow(version, least) {
  const [have, want] = [version, least].map((each) => each.split('.').map(Number));
  const at = want.findIndex((number, index) => number !== have[index]);
  return at >= 0 && have[at] < want[at];
}
