/**
 * A kind of change has one home: CONTRIBUTING promises that a new one is written in four files of
 * the product.
 */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KINDS } from '../../shared/changes/index.ts';
import { atLeastOne } from '../support/at-least-one.ts';

/** Files that name a kind for another reason than that it is a change. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  // An extension is undone as its settings were last written.
  backupExtension: ['shared/undo/undo-plan.ts'],
  extensionSettings: ['shared/undo/undo-plan.ts'],
  // A vault that Backstay gave access to may protect the cluster.
  trustedAccessBinding: ['shared/commands/undo-target.ts'],
  // The Azure CLI gives a setting of the extension this name.
  blobContainer: ['shared/steps/extension-options.ts'],
  // A list of role assignments can be minutes old.
  roleGrant: ['shared/remediate/confirm-carried-out.ts'],
  // The answer of Azure Backup is kept as a fact.
  backupValidation: ['shared/plan/confirmation.ts'],
  // The answer of Azure Backup is kept as a fact.
  restoreValidation: ['shared/plan/restore-drill.ts'],
  // A line of the profile has this name.
  snapshotGroup: [
    'scripts/profiles/explain-profiles.ts',
    'shared/profiles/expand.ts',
    'shared/profiles/placeholders.ts',
    'shared/profiles/written-profiles.ts',
  ],
  // Its failure is kept as a fact.
  instanceSync: ['shared/plan/confirmation.ts'],
  // A sync is allowed with it.
  backupInstance: ['shared/changes/instance-sync.ts'],
  // A setting of the profile allows it.
  firstBackup: ['shared/changes/define.ts', 'shared/plan/make-plan.ts'],
  // An inspection answers facts.
  clusterInspection: ['shared/plan/inspection.ts'],
};

/**
 * `npm run docs` writes the list of remediators. Rules ask for changes, and facts have names of
 * their own.
 */
const files = new Map(
  globSync('{functions,shared,scripts}/**/*.ts')
    .filter((path) => !/^shared\/(rules|facts)\/|^shared\/model\/(?!remedy)|^scripts\/pictures\//.test(path))
    .map((path) => [path, readFileSync(path, 'utf8')] as const),
);

test.each(atLeastOne(KINDS))('%s is named by its own files alone', (kind) => {
  const file = `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
  const own = [
    'shared/model/remedy.ts',
    `shared/changes/${file}`,
    'shared/changes/index.ts',
    `shared/remediate/${file}`,
  ];
  const named = new RegExp(`['"]${kind}['"]|\\b${kind}\\b.*/(changes|remediate)/`);
  const found = [...files].filter(([, text]) => named.test(text)).map(([path]) => path);
  expect(found.filter((path) => !own.includes(path) && !BEYOND[kind]?.includes(path))).toEqual([]);
  expect(own.filter((path) => !files.has(path))).toEqual([]);
});
