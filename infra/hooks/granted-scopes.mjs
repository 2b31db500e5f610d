// Where infra/rights.bicep grants something, and which line of which profile names it: so that a
// message about an absent resource names that line. A test holds this against what Bicep makes of
// the same profiles.

/**
 * Each scope with every line that names it, in small letters as Bicep has them.
 * @param rights what is in infra/rights.json
 */
export function grantedScopes(profiles, rights, { lookIntoContainers, alsoRead }) {
  const named = [
    ...profiles.flatMap((profile) => ofProfile(profile, rights, lookIntoContainers)),
    ...alsoRead.map((id) => ({ line: 'BACKSTAY_ALSO_READ', scope: `/subscriptions/${id}` })),
  ];
  const scopes = new Map();
  for (const { scope, ...who } of named) {
    const id = scope.toLowerCase();
    const before = scopes.get(id) ?? [];
    if (before.some(({ profile, line }) => profile === who.profile && line === who.line)) continue;
    scopes.set(id, [...before, { ...who, written: scope }]);
  }
  return [...scopes].map(([scope, by]) => ({ scope, by }));
}

/**
 * Kinds of change that a profile lets Backstay make; what it leaves out means the same as in the
 * product.
 */
export function kindsOf(profile, rights) {
  if (profile.mode !== 'enforce') return [];
  return [...(profile.allow ?? rights.allowedUnlessSaid), ...(profile.inspectCluster ? ['clusterInspection'] : [])];
}

function ofProfile(profile, rights, lookIntoContainers) {
  const places = placesOf(profile);
  const kinds = kindsOf(profile, rights);
  const used = new Set([
    'subscription',
    ...kinds.flatMap((kind) => rights.change[kind]?.places ?? []),
    ...(kinds.includes('roleGrant') ? Object.keys(rights.grant.places) : []),
    ...(lookIntoContainers ? ['storageAccount'] : []),
  ]);
  return [...used].flatMap((place) => places[place].map((each) => ({ profile: profile.name, ...each })));
}

function placesOf({ selector, vault, storageAccount, snapshotGroup, staging }) {
  const one = (line, id) => [{ line, scope: id }];
  const around = (line, id) => one(line, subscriptionOf(id));
  const subscriptions = selector.subscriptions.map((id) => ({
    line: 'selector.subscriptions',
    scope: `/subscriptions/${id}`,
  }));
  return {
    cluster: clustersOf(selector, subscriptions),
    clusterSubscription: subscriptions,
    vault: one('vault', vault),
    storageAccount: one('storageAccount', storageAccount),
    snapshotGroup: one('snapshotGroup', snapshotGroup),
    snapshotSubscription: around('snapshotGroup', snapshotGroup),
    stagingGroup: staging ? one('staging.resourceGroup', staging.resourceGroup) : [],
    stagingAccount: staging ? one('staging.storageAccount', staging.storageAccount) : [],
    subscription: [
      ...subscriptions,
      ...around('vault', vault),
      ...around('storageAccount', storageAccount),
      ...around('snapshotGroup', snapshotGroup),
      ...(staging
        ? [
            ...around('staging.resourceGroup', staging.resourceGroup),
            ...around('staging.storageAccount', staging.storageAccount),
          ]
        : []),
    ],
    registration: [...subscriptions, ...around('vault', vault)],
  };
}

/** As narrow as the selector says: clusters, else groups, else subscriptions. */
function clustersOf({ subscriptions, resourceGroups, clusters }, whole) {
  // All parts that are given must match, as in the product and in rights.bicep.
  if (clusters) {
    return clusters
      .filter((id) => isIn(id, subscriptions, resourceGroups))
      .map((scope) => ({ line: 'selector.clusters', scope }));
  }
  if (!resourceGroups) return whole;
  return subscriptions.flatMap((id) =>
    resourceGroups.map((group) => ({
      line: 'selector.resourceGroups',
      // Its name in the profile: it may be there in some subscriptions only.
      group: group.toLowerCase(),
      scope: `/subscriptions/${id}/resourceGroups/${group}`,
    })),
  );
}

function isIn(id, subscriptions, resourceGroups) {
  const [, , subscription = '', , group = ''] = id.toLowerCase().split('/');
  const has = (names, name) => names.some((each) => each.toLowerCase() === name);
  return has(subscriptions, subscription) && (!resourceGroups || has(resourceGroups, group));
}

function subscriptionOf(id) {
  return `/subscriptions/${id.split('/')[2]}`;
}
