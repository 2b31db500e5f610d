/** What one thing that happens costs of everything that Azure counts. Measured by test/scripts/docs/cost.test.ts, which fails when they are no longer so. */
export interface Activity {
  /** Wakes of the loop: executions of the function `reconcile`. */
  readonly wakes: number;
  readonly armCalls: number;
  /** Reads and writes of single rows, each row of a transaction counted for itself. */
  readonly tableOperations: number;
  readonly logLines: number;
  readonly logBytes: number;
  /** JSON of the entries that are added to the record. */
  readonly recordBytes: number;
}

export const MEASURED = {
  /** A bare cluster is created, and becomes ready. */
  created: { wakes: 39, armCalls: 101, tableOperations: 330, logLines: 35, logBytes: 44_000, recordBytes: 51_900 },
  /** A ready cluster is written to by somebody; nothing of interest has changed. */
  changed: { wakes: 1, armCalls: 19, tableOperations: 10, logLines: 1, logBytes: 320, recordBytes: 550 },
  /** A ready cluster is looked at because it is time; nothing has changed. */
  drift: { wakes: 1, armCalls: 19, tableOperations: 5, logLines: 0, logBytes: 0, recordBytes: 0 },
} as const satisfies Readonly<Record<string, Activity>>;

/** JSON of the state of one ready target. */
export const STATE_BYTES = 54_500;

/** What nobody can measure beforehand. Replace it by your own. */
export interface Assumptions {
  /** How often others write to one cluster: scaling, upgrades, tags. */
  readonly changesPerClusterAndDay: number;
  /** How many of the clusters are new in a month, from 0 to 1. */
  readonly newPerMonth: number;
  /** All writes to resources that Event Grid compares with the two filters, for each cluster. */
  readonly writesPerClusterAndDay: number;
  /** Seconds from begin to end of one wake; nearly all of it is waiting for Resource Manager. */
  readonly secondsPerWake: number;
  /** Seconds to read and go through one page of rows, where a timer goes through all of them. */
  readonly secondsPerPage: number;
  /** Memory of one instance, in GB. */
  readonly instanceGb: number;
  /** What Application Insights adds to each item: ids, names, times, place. In bytes. */
  readonly envelopeBytes: number;
  /** Items of telemetry besides log lines and ARM calls that are kept of one execution. */
  readonly itemsPerExecution: number;
  /** BACKSTAY_TRACE_RATIO: the share of ARM calls that are kept as an item of telemetry. */
  readonly traceRatio: number;
  /** Months that state and record are kept for, until the moment that is looked at. */
  readonly monthsKept: number;
}

export const ASSUMED: Assumptions = {
  changesPerClusterAndDay: 4,
  newPerMonth: 0.02,
  writesPerClusterAndDay: 20,
  secondsPerWake: 3,
  secondsPerPage: 0.3,
  instanceGb: 2,
  envelopeBytes: 1_000,
  itemsPerExecution: 3,
  traceRatio: 1,
  monthsKept: 12,
};

/** US dollars. */
export interface Prices {
  readonly gbSecond: number;
  readonly millionExecutions: number;
  readonly tenThousandOperations: number;
  readonly storedGb: number;
  readonly logGb: number;
  readonly millionEvents: number;
  readonly alertRule: number;
}

export const PRICES: Prices = {
  gbSecond: 0.000026,
  millionExecutions: 0.4,
  tenThousandOperations: 0.004,
  storedGb: 0.06,
  logGb: 2.8,
  millionEvents: 0.6,
  alertRule: 1.5,
};

/** What Backstay itself is set to. */
export interface Settings {
  /** BACKSTAY_DRIFT_HOURS. */
  readonly driftHours: number;
  /** Runs of each timer in a month, by name. */
  readonly timers: Readonly<Record<string, number>>;
  readonly alertRules: number;
}

export const DAYS = 30;
const GB = 1e9;
/** Table storage answers at most 4 MiB or 1,000 rows at once. https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const PAGE_BYTES = 4 * 1024 * 1024;
/** Timers that go through the state of all targets, and those that go through the whole record. */
const READ_ALL_STATE = ['sweep', 'census'] as const;
const READ_ALL_RECORD = ['anchor', 'verify'] as const;
/** A message is put into the queue, taken and deleted. */
const OPERATIONS_PER_MESSAGE = 3;
/** Flex Consumption counts at least a second of each execution. https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan */
const MIN_SECONDS = 1;

/** One month. */
export interface Volumes {
  readonly drift: number;
  readonly changed: number;
  readonly created: number;
  readonly wakes: number;
  readonly armCalls: number;
  readonly timerRuns: number;
  /** Pages of rows that timers read, where they go through all. */
  readonly pagesRead: number;
  readonly executions: number;
  readonly gbSeconds: number;
  readonly storageOperations: number;
  readonly storedGb: number;
  readonly logGb: number;
  readonly events: number;
}

export function volumesOf(clusters: number, { driftHours, timers }: Settings, assumed: Assumptions = ASSUMED): Volumes {
  const happens = {
    drift: (clusters * DAYS * 24) / driftHours,
    changed: clusters * DAYS * assumed.changesPerClusterAndDay,
    created: clusters * assumed.newPerMonth,
  };
  const all = (what: keyof Activity) =>
    (Object.keys(happens) as (keyof typeof happens)[]).reduce(
      (sum, key) => sum + happens[key] * MEASURED[key][what],
      0,
    );

  const wakes = all('wakes');
  const timerRuns = sumOf(Object.values(timers));
  const recordBytes = all('recordBytes') * assumed.monthsKept;
  const pages = (bytes: number) => Math.ceil(bytes / PAGE_BYTES);
  const pagesRead =
    pages(clusters * STATE_BYTES) * sumOf(READ_ALL_STATE.map((name) => timers[name] ?? 0)) +
    pages(recordBytes) * sumOf(READ_ALL_RECORD.map((name) => timers[name] ?? 0));
  const executions = wakes + timerRuns + happens.changed + happens.created;
  const seconds =
    wakes * assumed.secondsPerWake + (executions - wakes) * MIN_SECONDS + pagesRead * assumed.secondsPerPage;
  const storageOperations = all('tableOperations') + wakes * OPERATIONS_PER_MESSAGE + pagesRead + timerRuns;
  const items = executions * assumed.itemsPerExecution + all('armCalls') * assumed.traceRatio + all('logLines');
  return {
    ...happens,
    wakes,
    armCalls: all('armCalls'),
    timerRuns,
    pagesRead,
    executions,
    gbSeconds: seconds * assumed.instanceGb,
    storageOperations,
    storedGb: (clusters * STATE_BYTES + recordBytes) / GB,
    logGb: (items * assumed.envelopeBytes + all('logBytes')) / GB,
    events: clusters * DAYS * assumed.writesPerClusterAndDay,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** One line of a bill. */
export interface Post {
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: number;
  readonly dollars: number;
}

export function postsOf(volumes: Volumes, { alertRules }: Settings, prices: Prices = PRICES): readonly Post[] {
  const post = (what: string, quantity: number, unit: string, price: number): Post => ({
    what,
    quantity,
    unit,
    price,
    dollars: quantity * price,
  });
  return [
    post('execution time', volumes.gbSeconds, 'GB-s', prices.gbSecond),
    post('executions', volumes.executions / 1e6, 'million', prices.millionExecutions),
    post('storage operations', volumes.storageOperations / 1e4, '10,000', prices.tenThousandOperations),
    post('state and record, stored', volumes.storedGb, 'GB', prices.storedGb),
    post('logs and telemetry', volumes.logGb, 'GB', prices.logGb),
    post('events compared', volumes.events / 1e6, 'million', prices.millionEvents),
    post('alert rules', alertRules, 'rule', prices.alertRule),
  ];
}
