import type { RouteName } from './addresses.ts';

const SUBSCRIPTION = '11111111-2222-4333-8444-555555555555';
const CLUSTER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
const TARGET = '0f9f6a53-3c6b-5d8e-9a0e-5c1b2d3e4f50-standard';
const PLAN = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Requests as they are sent; a test holds each against its schema. */
export const EXAMPLES: { readonly [Name in RouteName]?: Readonly<Record<string, object>> } = {
  scan: {
    oneCluster: { clusterId: CLUSTER },
    aSubscription: { subscriptionId: SUBSCRIPTION },
    aProfile: { profile: 'standard' },
  },
  remediate: { thePlanThatWasShown: { clusterId: CLUSTER, planId: PLAN } },
  undo: {
    showAll: { target: TARGET, all: true },
    showSome: { target: TARGET, entries: [12, 14] },
    carryOut: { target: TARGET, all: true, planId: PLAN },
  },
  resume: { resume: { target: TARGET } },
  approvals: { approve: { target: TARGET, answer: 'approve' }, decline: { target: TARGET, answer: 'decline' } },
};
