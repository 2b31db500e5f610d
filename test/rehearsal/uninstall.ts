import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { stepOf } from './guide.ts';
import type { Scene } from './scenes.ts';
import { openShell } from './shell.ts';

/** The last day of a deployment: commands of docs/operations.md as they are printed. */
export const UNINSTALL: readonly Scene[] = [
  {
    title: 'uninstall: the commands of docs/operations.md in their order leave nothing behind',
    async play({ azd, cloud }) {
      cloud.env.BACKSTAY_PRIVATE_NETWORK = 'true';
      const [listing = ''] = stepOf('docs/operations.md', 'See and take away rights').commands;
      const [rights] = /rights\(\) \{[\s\S]*?^\}$/m.exec(listing) ?? [];
      const uninstall = stepOf('docs/operations.md', 'Uninstall');
      const [remove = ''] = uninstall.commands;
      const shell = openShell(azd.tools, join(azd.folder, '..'));
      try {
        const typed: string[] = [];
        const application = /`(az ad app delete[^`]+)`/.exec(uninstall.text)?.[1];
        const last = /`(az resource list[^`]+)`/.exec(uninstall.text)?.[1];
        for (const commands of [
          'cd backstay',
          `eval "$(azd env get-values | sed 's/^/export /')"`,
          rights,
          remove.replaceAll('SUBSCRIPTION-ID', SUBSCRIPTION_ID),
          application,
          last,
        ]) {
          assert.ok(commands, 'docs/operations.md has no such command any more');
          const { output, failures } = await shell.type(commands);
          assert.equal(failures, 0, `${commands}\n${output}`);
          typed.push(output);
        }
        const { assignments, role, groups, eventSubscriptions, hasApplication } = cloud.seen();
        assert.deepEqual([assignments, role, eventSubscriptions, hasApplication], [[], undefined, [], false]);
        assert.deepEqual(groups, []);
        assert.equal(typed.at(-1)?.trim(), '');
        assert.match(uninstall.text, /Expect: `az resource list[^`]+` names nothing/);
      } finally {
        await shell.close();
      }
    },
  },
];
