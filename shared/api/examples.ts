export const EXAMPLE_SUBSCRIPTION = '11111111-2222-4333-8444-555555555555';
export const EXAMPLE_CLUSTER = `/subscriptions/${EXAMPLE_SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
export const EXAMPLE_TARGET = '0f9f6a53-3c6b-5d8e-9a0e-5c1b2d3e4f50-standard';
export const EXAMPLE_PLAN = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
