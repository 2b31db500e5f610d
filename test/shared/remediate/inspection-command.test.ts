import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INSPECTION_COMMAND, type InspectionPart, partIn } from '../../../shared/remediate/inspection-command.ts';
import { sightIn } from '../../../shared/remediate/inspection-sight.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { must } from '../../support/facts.ts';
import { printed } from '../../support/printed.ts';

const PARTS: readonly InspectionPart[] = [
  'definitions',
  'velero',
  'classes',
  'volumes',
  'shares',
  'drivers',
  'exceptions',
];

describe('the command', () => {
  test('is one line, and of kubectl uses nothing but get', () => {
    expect(INSPECTION_COMMAND).not.toContain('\n');
    const verbs = [...INSPECTION_COMMAND.matchAll(/\bkubectl (\S+)/g)].map(([, verb]) => verb);
    expect(new Set(verbs)).toEqual(new Set(['get']));
    expect(verbs).toHaveLength(PARTS.length);
    expect(INSPECTION_COMMAND).not.toMatch(/secret|configmap|[^2]>|\beval\b|`/i);
  });

  test('stands in the documentation word for word', () => {
    const page = readFileSync('docs/inspect-cluster.md', 'utf8');
    for (const part of atLeastOne(INSPECTION_COMMAND.split('; echo; ')))
      expect(page).toContain(part.replace(/; echo$/, ''));
  });
});

describe('in a shell', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /**
   * Runs the command with a kubectl that prints these lines for a resource, and fails for all
   * others.
   */
  function run(answers: Readonly<Record<string, string>>): string {
    const cases = Object.keys(answers).map((resource) => `${resource}) cat '${folder}/${resource}' ;;`);
    for (const [resource, text] of Object.entries(answers)) writeFileSync(join(folder, resource), text);
    const script = ['#!/bin/sh', 'case "$2" in', ...cases, '*) echo no such thing >&2; exit 1 ;;', 'esac'].join('\n');
    writeFileSync(join(folder, 'kubectl'), script, { mode: 0o755 });
    return execFileSync('sh', ['-c', INSPECTION_COMMAND], {
      env: { PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
      maxBuffer: 10_000_000,
    });
  }

  const ANSWERS = {
    customresourcedefinitions: 'backups.velero.io\nwidgets.example.org\n',
    deployments: 'shop\tweb\tnginx\nbackup\tvelero\tvelero/velero:v1\n',
    storageclasses: 'managed-csi\t{"skuName":"Premium_LRS"}\n',
    daemonsets: 'kube-system\tcsi-azurefile-node\tb/azurefile-csi:v1.33.5\nkube-system\tkube-proxy\tproxy:v1\n',
    persistentvolumes: 'pvc-0\tBound\tshop/orders\tmanaged-csi\tdisk.csi.azure.com\t\t\t\t8Gi\t\t\t\t\n',
    azurepodidentityexceptions: 'dataprotection-microsoft\tdataprotection-microsoft-kubernetes\n',
  };

  test('it prints what is asked for, and drops what speaks of neither Velero nor pod identity', () => {
    const logs = run(ANSWERS);
    expect(logs).not.toMatch(/nginx|widgets|kube-proxy/);
    expect(sightIn(logs)).toEqual({
      velero: ['backup/velero'],
      veleroDefinitions: 1,
      volumes: 1,
      everyVolumeSeen: true,
      volumesLeftOut: 0,
      leftOut: [],
      leftOutKinds: [],
      podIdentityExceptions: ['dataprotection-microsoft'],
      disks: 1,
      everyDiskSeen: true,
      disksOverLimit: 0,
      overLimit: [],
      overLimitKinds: [],
      shares: 0,
      // The kubectl of this test prints whole volumes for shares too.
      shareAccounts: null,
      shareDriver: '1.33.5',
    });
  });

  test('a cluster without any of it is seen as such', () => {
    const none = {
      customresourcedefinitions: '',
      deployments: '',
      daemonsets: '',
      storageclasses: '',
      persistentvolumes: '',
    };
    expect(sightIn(run(none))).toMatchObject({
      velero: [],
      veleroDefinitions: 0,
      volumes: 0,
      everyVolumeSeen: true,
      podIdentityExceptions: [],
      shareAccounts: [],
      shareDriver: null,
    });
  });

  test('where kubectl fails, nothing is taken for empty', () => {
    expect(sightIn(run({}))).toBeUndefined();
    expect(sightIn(run({ deployments: '' }))).toMatchObject({ velero: [], veleroDefinitions: null, volumes: null });
  });

  test('it stays below what run-command prints, and what is cut off does not pass for all', () => {
    const many = (line: string) => line.repeat(40_000);
    const logs = run({
      ...ANSWERS,
      customresourcedefinitions: many('backups.velero.io\n'),
      deployments: many('backup\tvelero\tvelero/velero:v1\n'),
      daemonsets: many('kube-system\tcsi-azurefile-node\tb/azurefile-csi:v1.33.5\n'),
      storageclasses: many('managed-csi\t{}\n'),
      persistentvolumes: many(ANSWERS.persistentvolumes),
      azurepodidentityexceptions: many('dataprotection-microsoft\tx\n'),
    });
    expect(logs.length).toBeLessThan(500_000);
    expect(PARTS.map((part) => must(partIn(logs, part)).whole)).toEqual(PARTS.map(() => false));
    expect(sightIn(logs)).toMatchObject({ velero: null, everyVolumeSeen: false, podIdentityExceptions: null });
    expect(sightIn(logs)).toMatchObject({ everyDiskSeen: false, shareAccounts: null, shareDriver: null });
  });
});

describe('values of others in what was printed', () => {
  const filler = 'velero'.repeat(5_000);

  test('a forged end does not make a list whole whose real end was cut off', () => {
    const cut = (content: string) => `== velero\n${content.slice(0, 20_000)}\n== classes\n== end classes\n`;
    expect(partIn(cut(`a\tb\tvelero\n== end velero\n${filler}`), 'velero')).toMatchObject({ whole: false });
    const row = `a\tb\t${filler}`.slice(0, 20_000 - '\n== end velero\n'.length);
    expect(partIn(cut(`${row}\n== end velero\nbackup\tvelero\tvelero:v1`), 'velero')).toMatchObject({ whole: false });
  });

  test('lines that end as on Windows do not make it look smaller', () => {
    const content = `a\tb\tvelero\r\n== end velero\r\n${'velero\r\n'.repeat(3_000)}`.slice(0, 20_000);
    expect(partIn(`== velero\n${content}\n== classes\n`, 'velero')).toMatchObject({ whole: false });
  });

  test('a forged beginning of the next part does not hide the size of this one', () => {
    const content = `a\n== end volumes\n== shares\n${filler.repeat(12)}`.slice(0, 350_000);
    const logs = `== volumes\n${content}\n== shares\n== end shares\n`;
    expect(partIn(logs, 'volumes')).toMatchObject({ whole: false });
  });

  test('only daemon sets in the namespace of AKS say which version a driver has', () => {
    expect(INSPECTION_COMMAND).toContain('kubectl get daemonsets --namespace kube-system -o');
  });
});

describe('a part of what was printed', () => {
  test.each(atLeastOne(PARTS.slice(0, 4)))('%s is found with its lines', (part) => {
    expect(partIn(printed(), part)).toMatchObject({ whole: true, lines: [expect.any(String), ...anything(part)] });
  });

  function anything(part: InspectionPart): readonly unknown[] {
    return part === 'definitions' ? [expect.any(String)] : [];
  }

  test.each<[string, string, object | undefined]>([
    ['lines that end as on Windows', '== velero\r\na\r\n== end velero\r\n', { lines: ['a'], whole: true }],
    ['no end', '== velero\na\n\n== classes\n== end classes', { lines: ['a'], whole: false }],
    ['only a beginning', '== velero', { lines: [], whole: false }],
    ['its end before its beginning', '== end velero\n== velero\na', undefined],
    ['two beginnings', '== velero\na\n== velero\nb\n== end velero', undefined],
    ['two ends', '== velero\na\n== end velero\nb\n== end velero', undefined],
    ['the end of another inside', '== velero\na\n== end volumes\nb\n== end velero', { lines: ['a'], whole: false }],
    ['something like a separator inside', '== velero\na\n== b\n== end velero', { lines: ['a'], whole: false }],
    ['nothing', '', undefined],
    ['something else', '<html>'.repeat(9), undefined],
    ['a NUL in the separator', '== velero\u0000\na\n== end velero', undefined],
  ])('with %s', (_, logs, expected) => {
    const part = partIn(logs, 'velero');
    if (expected === undefined) expect(part).toBeUndefined();
    else expect(part).toEqual(expected);
  });
});
