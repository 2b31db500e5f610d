import { expect, test } from 'vitest';
import { egressNamesFor } from '../../../../shared/rules/network/egress-names.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';

/** As the prerequisites of AKS backup list them. */
const PREREQUISITES = `*.microsoft.com mcr.microsoft.com data.mcr.microsoft.com crl.microsoft.com mscrl.microsoft.com
  oneocsp.microsoft.com *.azure.com management.azure.com gcs.prod.monitoring.core.windows.net
  *.prod.warm.ingest.monitor.core.windows.net *.blob.core.windows.net *.azmk8s.io ocsp.digicert.com cacerts.digicert.com
  crl3.digicert.com crl4.digicert.com ocsp.digicert.cn cacerts.digicert.cn cacerts.geotrust.com cdp.geotrust.com
  status.geotrust.com ocsp.msocsp.com *.azurecr.io docker.io *.dp.kubernetesconfiguration.azure.com`.split(/\s+/);

const fqdns = (location: string) => egressNamesFor(location).names.map(({ fqdn }) => fqdn);

test('the public cloud has every name of the prerequisites, and what AKS adds for extensions', () => {
  expect(PREREQUISITES).toHaveLength(25);
  expect(fqdns('westeurope')).toEqual(expect.arrayContaining(PREREQUISITES));
  expect(fqdns('West Europe')).toEqual(
    expect.arrayContaining(['westeurope.dp.kubernetesconfiguration.azure.com', '*.data.mcr.microsoft.com']),
  );
  expect(egressNamesFor('westeurope').recommended.map(({ fqdn }) => fqdn)).toEqual([
    '*.ingestion.msftcloudes.com',
    '*.microsoftmetrics.com',
  ]);
  expect(egressNamesFor('westeurope').undocumented).toEqual([]);
});

test.each([
  [
    'usgovvirginia',
    [
      'management.usgovcloudapi.net',
      '*.blob.core.usgovcloudapi.net',
      'usgovvirginia.dp.kubernetesconfiguration.azure.us',
      '*.hcp.usgovvirginia.cx.aks.containerservice.azure.us',
    ],
  ],
  ['usdodcentral', ['usdodcentral.dp.kubernetesconfiguration.azure.us']],
  ['chinanorth3', ['management.chinacloudapi.cn', '*.hcp.chinanorth3.cx.prod.service.azk8s.cn', '*.azurecr.cn']],
])('%s has the names of its own cloud, and says which are not documented there', (location, expected) => {
  const { names, undocumented } = egressNamesFor(location);
  const all = names.map(({ fqdn }) => fqdn);
  expect(all).toEqual(expect.arrayContaining([...expected, 'mcr.microsoft.com', 'ocsp.digicert.com']));
  expect(all.filter((name) => /azure\.com|windows\.net|azurecr\.io/.test(name))).toEqual([]);
  expect(undocumented).toContain('*.azure.com');
});

test.each(['', 'west"; rm -rf', '<region>'])('a region that is none (%o) stands in no name', (location) => {
  expect(fqdns(location)).toContain('*.dp.kubernetesconfiguration.azure.com');
  for (const name of fqdns(location)) expect(name).toMatch(/^(\*\.)?[a-z0-9.-]+$/);
});

test('every name has a page that asks for it', () => {
  for (const { source } of atLeastOne(egressNamesFor('westeurope').names))
    expect(source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
});
