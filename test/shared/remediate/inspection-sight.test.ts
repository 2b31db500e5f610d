import { describe, expect, test } from 'vitest';
import { sightIn } from '../../../shared/remediate/inspection-sight.ts';
import { must } from '../../support/facts.ts';
import { type Printed, printed } from '../../support/printed.ts';

const sight = (changes: Printed = {}) => must(sightIn(printed(changes)));

interface VolumeChanges {
  readonly phase?: string;
  readonly claim?: string;
  readonly storageClass?: string;
  readonly driver?: string;
  readonly inTreeDisk?: string;
  readonly inTreeShare?: string;
  readonly disk?: string;
  readonly capacity?: string;
  readonly protocol?: string;
  readonly encryptionSet?: string;
  readonly networkAccess?: string;
  readonly publicAccess?: string;
}

function volume({
  phase = 'Bound',
  claim = 'shop/orders',
  storageClass = 'managed-csi',
  driver = 'disk.csi.azure.com',
  inTreeDisk = '',
  inTreeShare = '',
  disk = '',
  capacity = '8Gi',
  protocol = '',
  encryptionSet = '',
  networkAccess = '',
  publicAccess = '',
}: VolumeChanges): string {
  const disks = [disk, capacity, protocol, encryptionSet, networkAccess, publicAccess];
  return ['pvc-1', phase, claim, storageClass, driver, inTreeDisk, inTreeShare, ...disks].join('\t');
}

describe('volumes', () => {
  test.each<[string, VolumeChanges, string | undefined]>([
    ['a disk of a class that names a Standard SSD', {}, undefined],
    ['a disk that says Premium SSD itself', { disk: 'Premium_ZRS' }, undefined],
    ['a disk that says Standard HDD, in other letters', { disk: 'standard_lrs' }, undefined],
    ['a disk of a class that is gone', { storageClass: 'former' }, undefined],
    ['a disk that says Premium SSD v2 itself', { disk: 'PremiumV2_LRS' }, undefined],
    ['a disk that says Ultra itself', { disk: 'UltraSSD_LRS' }, undefined],
    ['a disk of an unknown kind', { disk: 'SomethingNew_LRS' }, 'UnsupportedDisk'],
    ['a disk of a class that names Ultra', { storageClass: 'ultra' }, undefined],
    ['a disk of a class of an unknown kind', { storageClass: 'odd' }, 'UnsupportedDisk'],
    ['a disk of a class that names such a kind by the older word', { storageClass: 'older' }, 'UnsupportedDisk'],
    [
      'a Standard SSD whose class was made again for another kind',
      { storageClass: 'odd', disk: 'StandardSSD_LRS' },
      undefined,
    ],
    ['a disk made by a person without a class', { storageClass: '' }, 'NoStorageClass'],
    ['an in-tree disk', { driver: '', inTreeDisk: 'disk-1' }, 'InTreeAzureDisk'],
    ['an in-tree share', { driver: '', inTreeShare: 'share-1' }, 'AzureFiles'],
    ['Azure Files over SMB', { driver: 'file.csi.azure.com' }, undefined],
    ['Azure Files over SMB, as it says itself', { driver: 'file.csi.azure.com', protocol: 'smb' }, undefined],
    ['Azure Files over NFS', { driver: 'file.csi.azure.com', protocol: 'NFS' }, 'AzureFiles'],
    ['Azure Blob', { driver: 'blob.csi.azure.com' }, 'AzureBlob'],
    ['Azure Blob, in other letters', { driver: 'Blob.CSI.azure.com' }, 'AzureBlob'],
    ['another driver', { driver: 'csi.trident.netapp.io' }, 'OtherDriver'],
    ['no driver at all', { driver: '' }, 'OtherDriver'],
    ['a volume whose phase is not returned', { phase: '', driver: 'blob.csi.azure.com' }, 'AzureBlob'],
  ])('%s', (_, changes, kind) => {
    const classes = [
      'managed-csi\t{"skuName":"StandardSSD_LRS"}',
      'ultra\t{"SKUNAME":"UltraSSD_LRS","tags":"a=b"}',
      'odd\t{"skuName":"SomethingNew_LRS"}',
      'older\t{"storageaccounttype":"SomethingNew_LRS"}',
    ];
    const seen = sight({ classes, volumes: [volume(changes)] });
    expect(seen).toMatchObject({ volumes: 1, everyVolumeSeen: true, volumesLeftOut: kind === undefined ? 0 : 1 });
    expect(seen.leftOut).toEqual(kind === undefined ? [] : [`${kind} pvc-1 shop/orders`]);
    expect(seen.leftOutKinds).toEqual(kind === undefined ? [] : [kind]);
  });

  test.each(['Available', 'Released', 'Pending', 'Failed'])('one that is %s holds nothing in use', (phase) => {
    const seen = sight({ volumes: [volume({ phase, driver: 'blob.csi.azure.com' })] });
    expect(seen).toMatchObject({ volumes: 0, volumesLeftOut: 0, everyVolumeSeen: true });
  });

  test.each<[string, Printed]>([
    ['a line of too few fields', { volumes: ['pvc-1\tBound'] }],
    ['a line of too many fields', { volumes: [`${volume({})}\tmore`] }],
    ['a name that is no name', { volumes: [volume({}).replace('pvc-1', '../etc/passwd')] }],
    ['a claim that is no name', { volumes: [volume({ claim: '<script>/x' })] }],
    ['a kind of disk that is no word', { volumes: [volume({ disk: 'a b' })] }],
    ['bytes that are no text', { volumes: ['\u0000\u001b[31m\uffff\ufffd'] }],
    ['a very long line', { volumes: ['x'.repeat(100_000)] }],
    [
      'a class whose parameters cannot be read',
      { classes: ['managed-csi\tmap[skuName:UltraSSD_LRS]'], volumes: [volume({})] },
    ],
    ['a class whose parameters are no object', { classes: ['managed-csi\tnull'], volumes: [volume({})] }],
    ['classes that could not be listed', { classes: 'failed', volumes: [volume({})] }],
  ])('%s leaves it open whether every volume was seen', (_, changes) => {
    expect(sight(changes)).toMatchObject({ everyVolumeSeen: false, volumesLeftOut: 0 });
  });

  test('where the list was cut off, its last line counts for nothing', () => {
    const blobs = [volume({ driver: 'blob.csi.azure.com' }), volume({ driver: 'blob.csi.azure.com' }).slice(0, 20)];
    const logs = printed({ volumes: blobs }).replace('\n== end volumes', '');
    expect(sightIn(logs)).toMatchObject({ volumes: 1, volumesLeftOut: 1, everyVolumeSeen: false });
  });

  test('of many, fifty are kept by name and all are counted', () => {
    const long = 'a'.repeat(250);
    const volumes = Array.from({ length: 600 }, () =>
      volume({ driver: 'blob.csi.azure.com', claim: `${long}/${long}` }),
    );
    const seen = sight({ volumes });
    expect(seen.volumesLeftOut).toBe(600);
    expect(seen.leftOut).toHaveLength(50);
    expect(JSON.stringify(seen).length).toBeLessThan(10_000);
  });
});

describe('limits of the vault tier', () => {
  const classes = [
    'managed-csi\t{}',
    'keys\t{"diskEncryptionSetID":"/subscriptions/s/diskEncryptionSets/d"}',
    'private\t{"networkaccesspolicy":"AllowPrivate"}',
    'closed\t{"publicNetworkAccess":"Disabled"}',
    'odd\tmap[]',
  ];
  const SAYS = { disk: 'Premium_LRS' };

  test.each<[string, VolumeChanges, string | undefined]>([
    ['a small disk', {}, undefined],
    ['a disk of 1 TB', { capacity: '1Ti' }, undefined],
    ['a disk of 1 TB, in other units', { capacity: '1024Gi' }, undefined],
    ['a disk of just more than 1 TB', { capacity: '1025Gi' }, 'OverOneTerabyte'],
    ['a disk of 2 TB in bytes', { capacity: '2000000000000' }, 'OverOneTerabyte'],
    ['a disk of a petabyte', { capacity: '1P' }, 'OverOneTerabyte'],
    ['a disk that names an encryption set', { encryptionSet: '/subscriptions/s/x' }, 'DiskEncryptionSet'],
    ['a disk whose class names one', { storageClass: 'keys' }, 'DiskEncryptionSet'],
    ['a disk whose class names one by now', { storageClass: 'keys', ...SAYS }, undefined],
    ['a disk behind private access', { networkAccess: 'DenyAll' }, 'NoPublicAccess'],
    ['a disk whose class asks for private access', { storageClass: 'private' }, 'NoPublicAccess'],
    ['a disk whose class takes public access away', { storageClass: 'closed' }, 'NoPublicAccess'],
    ['a disk that allows all', { networkAccess: 'AllowAll', publicAccess: 'Enabled' }, undefined],
    ['a disk of a class that is gone', { storageClass: 'former' }, undefined],
    ['a large disk of a kind that is left out anyway', { capacity: '9Ti', disk: 'SomethingNew_LRS' }, undefined],
    ['a large share', { capacity: '9Ti', driver: 'file.csi.azure.com' }, undefined],
  ])('%s', (_, changes, limit) => {
    expect(sight({ classes, volumes: [volume(changes)] })).toMatchObject({
      everyDiskSeen: true,
      disksOverLimit: limit === undefined ? 0 : 1,
      overLimit: limit === undefined ? [] : [`${limit} pvc-1 shop/orders`],
      overLimitKinds: limit === undefined ? [] : [limit],
    });
  });

  test.each<[string, Printed]>([
    ['a size that is none', { volumes: [volume({ capacity: 'much' })] }],
    ['a size of too many digits', { volumes: [volume({ capacity: '9'.repeat(400) })] }],
    ['no size', { volumes: [volume({ capacity: '' })] }],
    ['a class that cannot be read', { classes, volumes: [volume({ storageClass: 'odd' })] }],
    ['an access that is no word', { volumes: [volume({ networkAccess: 'a b' })] }],
    ['a line of the former command', { volumes: [volume({}).split('\t').slice(0, 8).join('\t')] }],
  ])('%s leaves it open whether every disk is within them', (_, changes) => {
    expect(sight(changes)).toMatchObject({ everyDiskSeen: false, disksOverLimit: 0 });
  });

  test('of many, twenty are kept by name and all are counted', () => {
    const seen = sight({ volumes: Array.from({ length: 200 }, () => volume({ capacity: '2Ti' })) });
    expect(seen).toMatchObject({ disks: 200, disksOverLimit: 200 });
    expect(seen.overLimit).toHaveLength(20);
  });
});

describe('shares', () => {
  test.each<[string, Printed['shares'], readonly string[] | null]>([
    ['by the handle of the driver', ['Bound\tMC_x_y_z#fabc#pvc-1###shop\t\t'], ['MC_x_y_z/fabc']],
    ['in the group of the nodes', ['Bound\t#fabc#pvc-1\t\t'], ['/fabc']],
    ['by attributes', ['Bound\tany\trg-data\tstdata'], ['rg-data/stdata']],
    ['twice', ['Bound\tg#fabc#a\t\t', 'Bound\tg#fabc#b\t\t'], ['g/fabc']],
    ['of a released volume', ['Released\tany\t\t'], []],
    ['by a handle that says nothing', ['Bound\tany\t\t'], null],
    ['by a name that is none', ['Bound\tg#<script>#a\t\t'], null],
    ['by a group that is none', ['Bound\ta/../b#fabc#a\t\t'], null],
    ['in a line of too many fields', ['Bound\tg#fabc#a\t\t\tx'], null],
    ['of more accounts than are kept', Array.from({ length: 21 }, (_, n) => `Bound\tg#acc${n}#a\t\t`), null],
    ['not listed', 'failed', null],
  ])('accounts %s', (_, shares, expected) => {
    expect(sight({ shares: shares ?? [] }).shareAccounts).toEqual(expected);
  });

  test.each<[string, Printed['drivers'], string | null]>([
    ['by its image', ['kube-system\tcsi-azurefile-node\ta/livenessprobe:v2 b/azurefile-csi:v1.32.1'], '1.32.1'],
    ['of another namespace', ['shop\tcsi-azurefile-node\tb/azurefile-csi:v9.9.9'], null],
    ['by an image without a version', ['kube-system\tcsi-azurefile-node\tb/azurefile-csi:latest'], null],
    ['of none', [], null],
    ['not listed', 'failed', null],
  ])('the driver %s', (_, drivers, expected) => {
    expect(sight({ drivers: drivers ?? [] }).shareDriver).toBe(expected);
  });

  test('are counted', () => {
    const share = volume({ driver: 'file.csi.azure.com' });
    expect(sight({ volumes: [share, share, volume({})] })).toMatchObject({ volumes: 3, shares: 2, disks: 1 });
  });
});

describe('Velero', () => {
  test.each<[string, Printed['velero'], readonly string[] | null]>([
    ['none', [], []],
    ['by its image', ['backup\tbackups\tdocker.io/Velero/Velero:v1 sidecar:1'], ['backup/backups']],
    ['only by its name', ['shop\tvelero-docs\tnginx:1'], []],
    ['without an image', ['shop\tvelero'], []],
    ['in a line of too many fields', ['a\tvelero\tvelero\tx'], []],
    ['in a namespace that is no name', ['A B\tvelero\tvelero'], []],
    ['not listed', 'failed', null],
  ])('%s', (_, velero, expected) => {
    expect(sight({ velero: velero ?? [] }).velero).toEqual(expected);
  });

  test.each<[string, Printed['definitions'], number | null]>([
    ['two', ['backups.velero.io', 'restores.velero.io', 'azurepodidentityexceptions.aadpodidentity.k8s.io'], 2],
    ['none', [], 0],
    ['not listed', 'failed', null],
  ])('definitions: %s', (_, definitions, expected) => {
    expect(sight({ definitions: definitions ?? [] }).veleroDefinitions).toBe(expected);
  });
});

describe('exceptions from pod identity', () => {
  const known = ['azurepodidentityexceptions.aadpodidentity.k8s.io'];
  const own = 'dataprotection-microsoft\tdataprotection-microsoft-kubernetes';

  test.each<[string, Printed, readonly string[] | null]>([
    ["one for the extension's pods", { definitions: known, exceptions: [own, own] }, ['dataprotection-microsoft']],
    ['one for other pods', { definitions: known, exceptions: ['kube-system\tkured', 'kube-system\t'] }, []],
    ['none', { definitions: known, exceptions: [] }, []],
    ['no such definition', { definitions: [], exceptions: 'failed' }, []],
    ['the definition is there, and they could not be listed', { definitions: known, exceptions: 'failed' }, null],
    ['nothing could be listed', { definitions: 'failed', exceptions: 'failed' }, null],
    ['a line that is none', { definitions: known, exceptions: [`<b>\t${own}`, own.replace('\t', ' ')] }, []],
  ])('%s', (_, changes, expected) => {
    expect(sight(changes).podIdentityExceptions).toEqual(expected);
  });
});

test.each([
  ['nothing', ''],
  ['an error of the shell', 'sh: kubectl: not found\n'.repeat(5)],
  ['noise', '\u0000'.repeat(600_000)],
])('of %s there is nothing to sum up', (_, logs) => expect(sightIn(logs)).toBeUndefined());
