import type { Config } from "@/config/config.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { StartLine } from "@/app/lists/start_line.ts";
import { createSignal } from "@/app/lists/signal.ts";
import { troubleOf, troubleText } from "@/app/lists/sayable.ts";
import type { Serve, ServeLine } from "@/ports/daemon.ts";
import type { Behind, Deliveries, Door, Doors, Place } from "@/ports/doors.ts";
import type { ListShare } from "@/ports/list_store.ts";
import type { ListStand } from "@/ports/lists.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ReloadRequests } from "@/ports/service_manager.ts";
import { sleep } from "@/ports/waits.ts";

/** What the engine of one list is given in place of what a process of its own would have. */
interface AroundList {
  readonly reread: () => Promise<Config>;
  readonly reloadRequests: () => ReloadRequests;
  readonly doors: Pick<Doors, "inherited" | "open">;
  /** Told each time why the list goes on waiting for its log. */
  readonly onWait: (why: SyncError) => void;
  /** How it takes part in the lists' being spread over several hosts. */
  readonly share: ListShare;
  /** Told each time that something waits, since the list has as much as it may. */
  readonly onFull: (error: SyncError) => void;
}

export interface ListPorts {
  /** As it is now. @throws {SyncError} `CONFIG` */
  readonly readConfig: () => Promise<Config>;
  readonly serve: (config: Config, around: AroundList) => Serve;
  /** For what its owner would want to know, tasks and all. */
  readonly logOf: (config: Config) => (line: ServeLine) => void;
  /** Takes what may be one list's alone, until disposed of. @throws {SyncError} `CONFIG`: another list has it. */
  readonly reserve: (config: Config) => Disposable;
  readonly openOwn: (place: Place, behind: Behind) => Promise<Door>;
  /** Where the list is reached over TCP; `null`: nowhere. */
  readonly url: () => string | null;
}

/** One list, which fails and is tried again by itself. */
export interface ServedList {
  /** Until it is stopped; never rejects. */
  readonly over: Promise<void>;
  /** Its configuration is another one, or may be. */
  change(): void;
  stop(): void;
  stand(): ListStand;
  isRunning(): boolean;
  /** `null`: none can be taken now. */
  deliveries(): Deliveries | null;
}

interface ServedListDeps extends ListPorts {
  readonly name: string;
  readonly runtime: Pick<Runtime, "after" | "now" | "elapsed" | "random">;
  readonly line: StartLine;
  readonly say: (level: "info" | "warn", text: string) => void;
}

/** After a failure, until it is tried again where nobody changes anything. */
const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;

/** What failed here is not asked of the host on which it works, or less and less often. */
function fitAgainMs(failures: number): number {
  return longestPauseMs * 2 ** Math.min(failures, 8);
}

/** What waits is tried again more often than that. */
const fullForMs = 90_000;

/** In place of an address: it is the one of all lists. */
const sharedAddress = "shared:0";

export function serveList(deps: ServedListDeps): ServedList {
  const { name, runtime, say } = deps;
  const stopping = new AbortController();
  const changes = createSignal();
  /** Ends what runs, to begin again by standing by. */
  let handing = new AbortController();
  let state: ListStand["state"] = "starting";
  let since = runtime.now().toISOString();
  let sinceElapsed = runtime.elapsed();
  let config: Config | null = null;
  /** What the engine leads to; `null`: it does not run. */
  let running: Behind | null = null;
  /** The engine behind it is being changed for another, or another host owns the list. */
  let isRefusing = false;
  /** Behind the address of all lists: takes deliveries while another host owns the list, too. */
  let receiver: { readonly deliveries: Deliveries; isRefusing: boolean } | null = null;
  /** Among those that are being begun. */
  let place: Disposable | null = null;
  /** Why it does not run, or does not run as it is configured. */
  let trouble: ListStand["error"] = null;
  /** What waits since the list has as much as it may, when that was last told. */
  let full: { readonly trouble: ListStand["error"]; readonly at: number } | null = null;
  /** The host that has it in place of this one. */
  let owner: string | null = null;
  let failures = 0;
  let said = "";

  function enter(next: ListStand["state"]): void {
    if (state === next) return;
    state = next;
    since = runtime.now().toISOString();
    sinceElapsed = runtime.elapsed();
  }

  const share: ListShare = {
    isFit: () =>
      state === "standby" &&
      (failures === 0 || runtime.elapsed() - sinceElapsed > fitAgainMs(failures)),
    handOver(host) {
      if (handing.signal.aborted) return;
      say("info", `${name}: is handed over to ${host}`);
      handing.abort(new SyncError("ABORTED", `The list is handed over to ${host}`));
    },
  };

  /** Another host has it, or its database is away: nobody else waits for that. */
  function waits(why: SyncError): void {
    place?.[Symbol.dispose]();
    owner = ownerIn(why);
    if (owner === null) return fail(why);
    trouble = null;
    if (state !== "standby") say("info", `${name}: stands by, ${owner} has it`);
    enter("standby");
  }

  function fail(error: SyncError): void {
    trouble = troubleOf(error);
    const text = troubleText(trouble);
    if (text !== said) say("warn", `${name}: ${text}`);
    said = text;
  }

  /** Whoever is told that it could not be read goes on with what was read before. */
  async function reread(): Promise<Config> {
    try {
      config = await deps.readConfig();
      trouble = null;
      return config;
    } catch (thrown) {
      fail(asSyncError(thrown));
      throw thrown;
    }
  }

  const doors: AroundList["doors"] = {
    inherited: () => null,
    async open(place, behind) {
      if (place.kind !== "tcp") {
        const door = await deps.openOwn(place, behind);
        begun(behind);
        return {
          ...door,
          refuse(refuses) {
            door.refuse(refuses);
            if (refuses) isRefusing = true;
            else begun(behind);
          },
        };
      }
      const opened = { deliveries: behind.deliveries, isRefusing: false };
      receiver = opened;
      return {
        url: deps.url(),
        refuse: (refuses) => void (opened.isRefusing = refuses),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
  };

  function begun(behind: Behind): void {
    place?.[Symbol.dispose]();
    running = behind;
    isRefusing = false;
    trouble = owner = null;
    if (state !== "running") say("info", `${name}: runs`);
    enter("running");
  }

  async function once(): Promise<void> {
    config = await deps.readConfig();
    using _reserved = deps.reserve(config);
    const serve = deps.serve(config, {
      reread,
      reloadRequests: () => ({ next: changes.next, [Symbol.dispose]() {} }),
      doors,
      share,
      onWait: waits,
      onFull: (error) => void (full = { trouble: troubleOf(error), at: runtime.elapsed() }),
    });
    const log = deps.logOf(config);
    const listen = deps.url() === null ? null : sharedAddress;
    const signal = AbortSignal.any([stopping.signal, handing.signal]);
    await serve.run({ listen, socket: null, isOpenForMetrics: false }, log, signal);
  }

  async function keepServing(): Promise<void> {
    while (!stopping.signal.aborted) {
      place = await deps.line.enter();
      changes.forget();
      handing = new AbortController();
      const startedAt = runtime.elapsed();
      try {
        if (!stopping.signal.aborted) await once();
      } catch (thrown) {
        if (stopping.signal.aborted) throw thrown;
        if (runtime.elapsed() - startedAt > longestPauseMs) failures = 0;
        if (!isHandedOver(thrown)) failed(asSyncError(thrown));
      } finally {
        running = receiver = null;
        place[Symbol.dispose]();
      }
      if (handing.signal.aborted) enter("starting");
      else await pause();
    }
  }

  function failed(error: SyncError): void {
    fail(error);
    owner = null;
    enter("failed");
    failures++;
  }

  function isHandedOver(thrown: unknown): boolean {
    return handing.signal.aborted && asSyncError(thrown).code === "ABORTED";
  }

  async function pause(): Promise<void> {
    if (stopping.signal.aborted) return;
    const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
    const ended = new AbortController();
    const end = () => ended.abort(stopping.signal.reason);
    stopping.signal.addEventListener("abort", end, { once: true });
    void changes.next().then(end);
    await sleep(runtime, ms * (1 + runtime.random()), ended.signal).catch(() => {});
    stopping.signal.removeEventListener("abort", end);
    if (!stopping.signal.aborted && state === "failed") enter("starting");
  }

  function whatIsFull(): ListStand["error"] {
    return full !== null && runtime.elapsed() - full.at < fullForMs ? full.trouble : null;
  }

  function stand(): ListStand {
    const known = { name, state, owner, since, server: config?.server?.url ?? null };
    const behind = running;
    if (behind === null) return { ...known, error: trouble, counts: null };
    if (isRefusing) {
      const standsBy = state === "standby";
      return { ...known, state: standsBy ? state : "starting", error: trouble, counts: null };
    }
    try {
      const { counts, error, ...engine } = behind.stand();
      const own = error === null ? whatIsFull() : troubleOf(error);
      return { ...known, error: trouble ?? own, counts: { ...counts, ...engine } };
    } catch (thrown) {
      return { ...known, error: troubleOf(asSyncError(thrown)), counts: null };
    }
  }

  return {
    over: keepServing().catch((thrown) => {
      if (!stopping.signal.aborted || asSyncError(thrown).code !== "ABORTED") {
        fail(asSyncError(thrown));
      }
    }).then(() => {}),
    change: changes.raise,
    stop: () =>
      stopping.abort(
        new SyncError("ABORTED", "The list is not served any more", { retryable: true }),
      ),
    stand,
    isRunning: () => running !== null,
    deliveries() {
      if (receiver !== null) return receiver.isRefusing ? null : receiver.deliveries;
      return isRefusing ? null : running?.deliveries ?? null;
    },
  };
}

/** `null`: nobody else has it. */
function ownerIn({ details }: SyncError): string | null {
  const owner = details?.["owner"];
  return typeof owner === "object" && owner !== null && "host" in owner ? String(owner.host) : null;
}
