/** Holds what the code knows of Azure's events against what a deployment subscribes to. */
import { expect, test } from 'vitest';
import { parseEvent } from '../../shared/events/parse-event.ts';
import {
  EVENT_FUNCTIONS,
  EVENT_OPERATIONS,
  functionFor,
  RESOURCE_EVENT_TYPES,
} from '../../shared/model/event-operations.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { CLUSTER_ID, SUBSCRIPTION, VAULT_ID } from '../support/facts.ts';
import { allOf, filesOf, textOf } from '../support/infra-files.ts';

interface Subscription {
  readonly name: string;
  readonly operations: readonly string[];
}

const DELIVERED: readonly Subscription[] = JSON.parse(textOf('infra/events/operations.json'));
const BICEP = textOf('infra/events/subscriptions.bicep');

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg`;
const SUBJECTS = {
  cluster: CLUSTER_ID,
  vault: VAULT_ID,
  scope: `${GROUP}/providers/Microsoft.Authorization/locks/keep`,
  storageAccount: `${GROUP}/providers/Microsoft.Storage/storageAccounts/backups`,
  network: `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg`,
};

test('the template subscribes to these events, for functions that exist', () => {
  expect(BICEP).toContain("var functions = loadJsonContent('operations.json')");
  for (const type of atLeastOne(RESOURCE_EVENT_TYPES)) expect(BICEP).toContain(`'${type}'`);
  expect(BICEP).toContain('values: function.operations');
  expect(DELIVERED.map(({ name }) => name)).toEqual(EVENT_FUNCTIONS);
  const functions = filesOf('functions/*.ts').flatMap((path) => allOf(textOf(path), /app\.eventGrid\('(\w+)'/g));
  expect(functions.sort()).toEqual([...EVENT_FUNCTIONS].sort());
});

/** https://learn.microsoft.com/azure/event-grid/event-filtering#limitations */
test('a subscription has at most 25 values in its filters', () => {
  for (const { operations } of atLeastOne(DELIVERED)) expect(operations.length + 1).toBeLessThanOrEqual(25);
});

test.each(EVENT_OPERATIONS.map((each) => [each.operation, each] as const))(
  '%s is delivered, and the code accepts it',
  (operation, { type, subject }) => {
    const subscription = DELIVERED.find(({ name }) => name === functionFor(subject));
    expect(subscription?.operations).toContain(operation);
    const event = { eventId: 'e', type, resource: SUBJECTS[subject], operation: operation.toLowerCase() };
    expect(parseEvent(event)).toMatchObject({ accepted: true });
  },
);

test('the code knows everything that is delivered', () => {
  const known = EVENT_OPERATIONS.map(({ operation }) => operation);
  expect(DELIVERED.flatMap(({ operations }) => operations).sort()).toEqual([...known].sort());
});
