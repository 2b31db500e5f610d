/** Kusto's own parser, with the tables of Application Insights. */
import { createRequire } from 'node:module';

/** https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete */
const COMMON = [
  'timestamp: datetime, itemType: string, itemId: string, itemCount: int, customDimensions: dynamic, customMeasurements: dynamic',
  'operation_Name: string, operation_Id: string, operation_ParentId: string, operation_SyntheticSource: string, session_Id: string',
  'user_Id: string, user_AuthenticatedId: string, user_AccountId: string, application_Version: string, client_Type: string, client_OS: string',
  'cloud_RoleName: string, cloud_RoleInstance: string, appId: string, appName: string, iKey: string, sdkVersion: string',
].join(', ');
const CALL = 'id: string, name: string, success: string, resultCode: string, duration: real, performanceBucket: string';
const TABLES = {
  customMetrics:
    'name: string, value: real, valueCount: int, valueSum: real, valueMin: real, valueMax: real, valueStdDev: real',
  traces: 'message: string, severityLevel: int',
  requests: `${CALL}, source: string, url: string`,
  dependencies: `${CALL}, target: string, type: string, data: string`,
  exceptions:
    'problemId: string, handledAt: string, type: string, message: string, method: string, outerType: string, outerMessage: string, severityLevel: int, details: dynamic',
} as const;

export interface ParsedQuery {
  /** Of syntax, and names that the tables do not have. */
  readonly mistakes: readonly string[];
  /** Types of the columns of its answer. */
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * The part of the library that is used here; its own declarations take the compiler seconds to
 * read.
 */
interface Library {
  readonly Bridge: { getEnumerator(list: unknown): { moveNext(): boolean; readonly Current: never } };
  readonly Kusto: {
    readonly Language: {
      readonly KustoCode: {
        ParseAndAnalyze(
          text: string,
          globals: unknown,
        ): { GetDiagnostics(): unknown; readonly ResultType?: { readonly Columns?: unknown } };
      };
      readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
      readonly Symbols: {
        readonly TableSymbol: { From(columns: string): { WithName(name: string): unknown } };
        readonly DatabaseSymbol: { readonly ctor: new (name: string, tables: readonly unknown[]) => unknown };
      };
    };
  };
}

// It defines these globals and changes no other.
const require = createRequire(import.meta.url);
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const library = globalThis as unknown as Library;
const { KustoCode, GlobalState, Symbols } = library.Kusto.Language;
const tables = Object.entries(TABLES).map(([name, columns]) =>
  Symbols.TableSymbol.From(`(${columns}, ${COMMON})`).WithName(name),
);
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('insights', tables));

export function parseQuery(text: string): ParsedQuery {
  const code = KustoCode.ParseAndAnalyze(text, globals);
  const mistakes = itemsOf<{ readonly Message: string; readonly Start: number }>(code.GetDiagnostics()).map(
    ({ Message, Start }) => `${Message} (at ${Start}: ${text.slice(Start, Start + 20)})`,
  );
  const columns = itemsOf<{ readonly Name: string; readonly Type: { readonly Name: string } }>(
    code.ResultType?.Columns ?? [],
  );
  return { mistakes, columns: Object.fromEntries(columns.map(({ Name, Type }) => [Name, Type.Name])) };
}

function itemsOf<T>(list: unknown): readonly T[] {
  const items: T[] = [];
  const enumerator = library.Bridge.getEnumerator(list);
  while (enumerator.moveNext()) items.push(enumerator.Current);
  return items;
}
