import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparesGuids } from '../../../../../../../local/azure/arm/providers/authorization/conditions/condition.ts';
import {
  isFulfilled,
  type RoleAssignmentAttributes,
} from '../../../../../../../local/azure/arm/providers/authorization/conditions/evaluate-condition.ts';
import { parseCondition } from '../../../../../../../local/azure/arm/providers/authorization/conditions/parse-condition.ts';
import { ConditionError } from '../../../../../../../local/azure/arm/providers/authorization/conditions/tokens.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const BLOBS = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const VAULT = '11111111-2222-4333-8444-555555555551';
const BOT = 'b0c1d2e3-0000-4000-8000-00000000000b';
const WRITE = 'Microsoft.Authorization/roleAssignments/write';
const DELETE = 'Microsoft.Authorization/roleAssignments/delete';

const role = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]';
const principal = '@Request[Microsoft.Authorization/roleAssignments:PrincipalId]';
const type = '@Request[Microsoft.Authorization/roleAssignments:PrincipalType]';

/**
 * As Microsoft has it:
 * https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
const DELEGATION = `((!(ActionMatches{'${WRITE}'})) OR (${role} ForAnyOfAnyValues:GuidEquals {${READER}, ${BLOBS}} AND ${type} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})) AND ((!(ActionMatches{'${DELETE}'})) OR (${role.replace('Request', 'Resource')} ForAnyOfAnyValues:GuidEquals {${READER}, ${BLOBS}} AND ${type.replace('Request', 'Resource')} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;

const ASKED = { RoleDefinitionId: READER, PrincipalId: VAULT, PrincipalType: 'ServicePrincipal' };

function holds(text: string, Request: RoleAssignmentAttributes = ASKED, Resource: RoleAssignmentAttributes = {}) {
  return isFulfilled(parseCondition(text), { action: WRITE, attributes: { Request, Resource } });
}

describe('the condition of Microsoft', () => {
  test.each<[string, string, RoleAssignmentAttributes, RoleAssignmentAttributes, boolean]>([
    ['lets one of its roles be granted', WRITE, ASKED, {}, true],
    ['in any casing', WRITE, { ...ASKED, RoleDefinitionId: BLOBS.toUpperCase() }, {}, true],
    ['but no other role', WRITE, { ...ASKED, RoleDefinitionId: OWNER }, {}, false],
    ['nor to a person', WRITE, { ...ASKED, PrincipalType: 'User' }, {}, false],
    ['nor to a person of no stated type', WRITE, { RoleDefinitionId: READER, PrincipalId: VAULT }, {}, false],
    ['nor by a request that says nothing', WRITE, {}, {}, false],
    ['nor because of what stands there already', WRITE, {}, ASKED, false],
    ['lets one of its roles be removed', DELETE, {}, ASKED, true],
    ['but no other role', DELETE, {}, { ...ASKED, RoleDefinitionId: OWNER }, false],
    ['nor one that is not there', DELETE, ASKED, {}, false],
    ['and has nothing to say about anything else', 'Microsoft.Storage/storageAccounts/read', {}, {}, true],
  ])('%s', (_, action, Request, Resource, expected) => {
    expect(isFulfilled(parseCondition(DELEGATION), { action, attributes: { Request, Resource } })).toBe(expected);
  });
});

describe('what holds', () => {
  test.each([
    [`${role} GuidEquals ${READER}`, true],
    [`${role} GuidEquals {${READER}}`, true],
    [`${role} GuidEquals ${OWNER}`, false],
    [`${role} GuidNotEquals ${OWNER}`, true],
    [`${role} GuidNotEquals ${READER}`, false],
    [`${role} ForAnyOfAnyValues:GuidEquals {${OWNER}, ${READER}}`, true],
    [`${role} ForAllOfAnyValues:GuidEquals {${OWNER}, ${READER}}`, true],
    [`${role} ForAnyOfAllValues:GuidEquals {${OWNER}, ${READER}}`, false],
    [`${role} ForAllOfAllValues:GuidEquals {${READER}}`, true],
    [`${role} ForAllOfAllValues:GuidEquals {${OWNER}, ${READER}}`, false],
    // "Is different from any of them" is true of everything, which is why "from all of them" is
    // what is written down.
    [`${principal} ForAnyOfAnyValues:GuidNotEquals {${VAULT}, ${BOT}}`, true],
    [`${principal} ForAnyOfAllValues:GuidNotEquals {${VAULT}, ${BOT}}`, false],
    [`${principal} ForAllOfAllValues:GuidNotEquals {${BOT}}`, true],
    [`${type} StringEquals 'ServicePrincipal'`, true],
    [`${type} StringEquals 'serviceprincipal'`, false],
    [`${type} StringEqualsIgnoreCase 'serviceprincipal'`, true],
    [`${type} StringNotEquals 'serviceprincipal'`, true],
    [`${type} StringNotEqualsIgnoreCase 'serviceprincipal'`, false],
    [`${type} ForAnyOfAllValues:StringNotEquals {'User', 'Group'}`, true],
    [`Exists ${type}`, true],
    [`NotExists ${type}`, false],
    [`NotExists ${type.replace('Request', 'Resource')}`, true],
    [`ActionMatches{'Microsoft.Authorization/*'}`, true],
    [`ActionMatches{'*/delete'}`, false],
    [`!ActionMatches{'*/delete'}`, true],
    [`NOT ActionMatches{'*/delete'}`, true],
    [`NOT (NOT ActionMatches{'*'})`, true],
    [`ActionMatches{'*'} && ActionMatches{'*/delete'}`, false],
    [`ActionMatches{'*'} || ActionMatches{'*/delete'}`, true],
    [`ActionMatches{'*'} AND (ActionMatches{'x'} OR ActionMatches{'*/write'})`, true],
    [`  (\n ActionMatches{ '*' }\t) `, true],
    [role.replace('RoleDefinitionId', 'roledefinitionid').concat(` GuidEquals ${READER}`), true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test.each([
    `${type} StringEquals 'User'`,
    `${type} StringNotEquals 'User'`,
    `!(${type} StringEquals 'User')`,
    `!(!(${type} StringEquals 'User'))`,
    `${type} ForAllOfAnyValues:StringEquals {'User'}`,
    `${type} ForAllOfAllValues:StringNotEquals {'User'}`,
    `ActionMatches{'*'} AND !(${type} StringEquals 'User')`,
  ])('nothing without the attribute: %s', (text) => {
    expect(holds(text, { RoleDefinitionId: READER, PrincipalId: VAULT })).toBe(false);
  });

  test('what is sure without the attribute is sure', () => {
    expect(holds(`ActionMatches{'*'} OR ${type} StringEquals 'User'`, {})).toBe(true);
  });
});

const container = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]';
const blobPath = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]';

describe('what limits a data role', () => {
  test.each([
    // https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples
    `((!(ActionMatches{'x'} AND NOT SubOperationMatches{'Blob.List'})) OR (${container} StringEquals 'backups'))`,
    `${blobPath} StringLike 'logs/*'`,
    `${container} ForAnyOfAnyValues:StringNotEquals {'a', 'b'}`,
    `@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringStartsWith 'a'`,
    `@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>] StringEquals 'x'`,
  ])('is a condition: %s', (text) => {
    expect(() => parseCondition(text)).not.toThrow();
  });

  test.each([`${container} StringEquals 'a'`, `!(${container} StringEquals 'a')`, "SubOperationMatches{'Blob.List'}"])(
    'lets nothing through that is not data: %s',
    (text) => {
      expect(holds(text)).toBe(false);
    },
  );

  test.each([
    `${container} GuidEquals ${READER}`,
    `${container} StringEquals ${READER}`,
    `${container} ForEach:StringEquals 'a'`,
    `${container} a:ForAnyOfAnyValues:StringEquals 'a'`,
    `${container.replace('Storage/', 'Stores/')} StringEquals 'a'`,
    "SubOperationMatches{'List'}",
  ])('is refused: %s', (text) => {
    expect(() => parseCondition(text)).toThrow(ConditionError);
  });
});

describe('what is refused', () => {
  test.each([
    '',
    ' ',
    'true',
    '(',
    '()',
    "ActionMatches{'*'",
    "ActionMatches{'*'})",
    'ActionMatches{*}',
    "ActionMatches('*')",
    "actionmatches{'*'}",
    "SubOperationMatches{'*'}",
    "ActionMatches{'*'} ActionMatches{'*'}",
    "ActionMatches{'*'} AND",
    "AND ActionMatches{'*'}",
    "ActionMatches{'*'} & ActionMatches{'*'}",
    "ActionMatches{'*'} XOR ActionMatches{'*'}",
    "ActionMatches{'*'} AND ActionMatches{'*'} OR ActionMatches{'*'}",
    "ActionMatches{'*'} OR ActionMatches{'*'} AND ActionMatches{'*'}",
    '!',
    `${role}`,
    `${role} GuidEquals`,
    `${role} GuidEquals {}`,
    `${role} GuidEquals {${READER},}`,
    `${role} GuidEquals {${READER} ${BLOBS}}`,
    `${role} GuidEquals {${READER}, ${BLOBS}}`,
    `${role} GuidEquals {*}`,
    `${role} GuidEquals reader`,
    `${role} GuidEquals '${READER}'`,
    `${role} guidequals ${READER}`,
    `${role} constructor ${READER}`,
    `${role} StringEquals '${READER}'`,
    `${type} GuidEquals ${READER}`,
    `${type} StringEquals ServicePrincipal`,
    `${type} StringEquals "ServicePrincipal"`,
    `${type} StringEquals 'ServicePrincipal`,
    `${type} StringLike 'Service*'`,
    `${role} ForAnyOfAnyValues GuidEquals {${READER}}`,
    `${role} ForAnyOfAnyValues:`,
    `${role} ForEachValue:GuidEquals {${READER}}`,
    `${role} toString:GuidEquals {${READER}}`,
    `${role} ForAnyOfAnyValues:ForAnyOfAnyValues:GuidEquals {${READER}}`,
    `@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:x_y] StringEquals 'z'`,
    `@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T00:00:00Z'`,
    `@Request[Microsoft.Authorization/roleAssignments:Scope] StringEquals '/'`,
    `@Request[Microsoft.Authorization/roleDefinitions:RoleDefinitionId] GuidEquals ${READER}`,
    `Exists ActionMatches{'*'}`,
    `${'('.repeat(100)}ActionMatches{'*'}${')'.repeat(100)}`,
    `${'!'.repeat(8000)}ActionMatches{'*'}`,
    `ActionMatches{'${'a'.repeat(9000)}'}`,
  ])('%s', (text) => {
    expect(() => parseCondition(text)).toThrow(ConditionError);
  });

  test('it is said where', () => {
    expect(() => parseCondition("ActionMatches{'*'} XOR")).toThrow('at character 20: nothing more is expected here');
  });
});

test('whether GUIDs are compared', () => {
  expect(comparesGuids(parseCondition(DELEGATION))).toBe(true);
  expect(comparesGuids(parseCondition(`!(ActionMatches{'*'} OR ${type} StringEquals 'User')`))).toBe(false);
});

describe('garbage lets nothing through', () => {
  const PIECES = [
    "ActionMatches{'*'}",
    "ActionMatches{'x'}",
    role,
    type,
    'GuidEquals',
    'ForAnyOfAnyValues:GuidEquals',
    'StringNotEquals',
    READER,
    "'User'",
    ...'!(){},'.split(''),
    'AND',
    '||',
    'NOT',
    'Exists',
  ];

  test('any text at all is refused, and only ever refused', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        expect(() => parseCondition(text)).toThrow(ConditionError);
      }),
      { numRuns: 500 },
    );
  });

  test('pieces of conditions in any order are refused, or are conditions', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
        const text = pieces.join(' ');
        try {
          parseCondition(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ConditionError);
          return;
        }
        // What is a condition stays one in parentheses, and says the same.
        expect(holds(`(${text})`)).toBe(holds(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('with any one character lost or changed it is refused, or still makes no principal an Owner', () => {
    for (let at = 0; at < DELEGATION.length; at += 1) {
      // An action that is misspelt is another action, and without its `!` a condition says the
      // opposite.
      const isInQuotes = DELEGATION.slice(0, at).split("'").length % 2 === 0;
      if (isInQuotes || DELEGATION[at] === '!') continue;
      for (const put of ['', '(', ')', '{', '}', ',', "'", '@', 'x']) {
        const text = `${DELEGATION.slice(0, at)}${put}${DELEGATION.slice(at + 1)}`;
        expect(lets(text, { ...ASKED, RoleDefinitionId: OWNER }), text).toBe(false);
      }
    }
  });
});

/** Whether it is a condition, and holds. */
function lets(text: string, asked: RoleAssignmentAttributes): boolean {
  try {
    return holds(text, asked);
  } catch (error) {
    expect(error).toBeInstanceOf(ConditionError);
    return false;
  }
}
