import { setTimeout as wait } from 'node:timers/promises';
import { type Identity, startIdentityEndpoint } from '../azure/identity/endpoint.ts';
import type { Trigger } from './app/function.ts';
import { FunctionsApp } from './app/functions-app.ts';
import { createInvoke } from './app/invoker.ts';
import { loadApp } from './app/load-app.ts';
import { supplyCore } from './app/supply-core.ts';
import { readHostJson } from './host-json.ts';
import { forgetfulHostStorage, openHostStorage } from './host-storage.ts';
import { createEventGridWebhook } from './http/event-grid.ts';
import { createHttpDoors, pathOf } from './http/http-trigger.ts';
import type { HostKeys } from './http/keys.ts';
import { platformAuth } from './http/platform-auth.ts';
import { startServer } from './http/server.ts';
import { createSignIn } from './http/sign-in.ts';
import type { Listener } from './listener.ts';
import type { Log, LogLine } from './log.ts';
import { listenToQueue } from './queue/queue-trigger.ts';
import { startTimer } from './timer/timer-trigger.ts';

export interface HostOptions {
  /** Folder of the app: where package.json and host.json are. */
  readonly root: string;
  /** A free one when left out. */
  readonly port?: number;
  /**
   * Divides the durations of the host itself: leases, delays and polling intervals; not the timers'
   * schedules, nor functionTimeout.
   */
  readonly speed?: number;
  /** App settings: they become the environment of the functions. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log?: (line: LogLine) => void;
  /** The managed identity of the app. */
  readonly identity?: Identity;
}

export interface HostedFunction {
  readonly name: string;
  readonly trigger: Trigger['type'];
  /** Where an HTTP function answers. */
  readonly http?: { readonly methods: readonly string[]; readonly url: string };
}

export interface LocalHost {
  readonly url: string;
  readonly keys: HostKeys;
  readonly functions: readonly HostedFunction[];
  /** Takes no more work, gives what runs a few seconds to end, and lets the app say goodbye. */
  close(): Promise<void>;
}

const LOCAL_IDENTITY: Identity = {
  appId: 'b0c1d2e3-0000-4000-8000-00000000000a',
  objectId: 'b0c1d2e3-0000-4000-8000-00000000000b',
  tenantId: '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11',
};
const MAX_DRAIN_MS = 5_000;
/**
 * Failures at the start of a host on Flex Consumption, injected by these settings, which have no
 * name in Azure.
 */
const RENEW_KEY = 'LOCAL_RENEW_EVENT_GRID_KEY';
const COLD_ANSWERS = 'LOCAL_EVENT_GRID_COLD_ANSWERS';
/** https://github.com/Azure/azure-functions-host/issues/11828 */
const NO_TIMERS = 'LOCAL_TIMERS_STOPPED';

/**
 * Runs the functions of an app as Azure would, through the `@azure/functions` that the app has. One
 * host for each process.
 * @throws Error saying what is wrong with the app or its settings.
 */
export async function startHost(options: HostOptions): Promise<LocalHost> {
  const undo: Undo[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await open(options, undo)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reverts one step of the start. */
type Undo = () => Promise<unknown>;

async function open(options: HostOptions, undo: Undo[]): Promise<Omit<LocalHost, 'close'>> {
  const { root, port = 0, speed = 1, settings, log: write = () => undefined, identity = LOCAL_IDENTITY } = options;
  const log: Log = (line) => write({ time: new Date().toISOString(), ...line });
  const hostJson = await readHostJson(root);

  const identityEndpoint = await startIdentityEndpoint(identity);
  undo.push(() => identityEndpoint.close());
  Object.assign(process.env, settings, identityEndpoint.environment);

  const app = await startApp(root, log, undo);
  const { functions } = app;
  const invoke = createInvoke(app, hostJson.functionTimeoutMs, log);
  const storage = process.env.AzureWebJobsStorage ? await openHostStorage() : forgetfulHostStorage();
  // https://github.com/Azure/azure-functions-host/pull/11904
  const isRenewing = process.env[RENEW_KEY] === 'true';
  const keys = await (isRenewing ? storage.renewEventGridKey() : storage.readKeys());
  const sources: Listener[] = [];
  undo.push(() => drain(sources));

  const auth = platformAuth(process.env, () => new Date());
  const signIn = createSignIn(process.env);
  const server = await startServer(port, {
    http: createHttpDoors(functions, { routePrefix: hostJson.routePrefix, keys, auth, signIn, invoke }),
    eventGrid: createEventGridWebhook(functions, { keys, invoke, coldAnswers: Number(process.env[COLD_ANSWERS] ?? 0) }),
  });
  sources.push(server);
  for (const fn of functions) {
    const { trigger } = fn;
    if (trigger.type === 'queueTrigger') {
      sources.push(listenToQueue(fn, trigger, { options: hostJson.queues, speed, invoke, log }));
    } else if (trigger.type === 'timerTrigger' && process.env[NO_TIMERS] !== 'true') {
      sources.push(await startTimer(fn, trigger, { storage, invoke, log }));
    }
  }

  return {
    url: server.url,
    keys,
    functions: functions.map(({ name, trigger }) => {
      if (trigger.type !== 'httpTrigger') return { name, trigger: trigger.type };
      const url = server.url + pathOf(name, trigger, hostJson.routePrefix);
      return { name, trigger: trigger.type, http: { methods: trigger.methods, url } };
    }),
  };
}

/** Loads the app and lets it say that it is there: an app whose appStart fails does not start. */
async function startApp(root: string, log: Log, undo: Undo[]): Promise<FunctionsApp> {
  const app = new FunctionsApp();
  supplyCore(app.core(log));
  await loadApp(root);
  await app.seal();
  const context = () => ({ hookData: {}, appHookData: app.hookData, functionAppDirectory: root });
  await app.runHooks('appStart', context());
  undo.push(() => app.runHooks('appTerminate', context()));
  return app;
}

/**
 * Work that still runs after these seconds is abandoned; its message comes back when its lease is
 * over.
 */
async function drain(sources: readonly Listener[]): Promise<void> {
  const stopped = Promise.all(sources.map((source) => source.stop()));
  await Promise.race([stopped, wait(MAX_DRAIN_MS, undefined, { ref: false })]);
}
