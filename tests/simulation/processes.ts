import { openMemoryJournal } from "@/adapters/memory/delivery_journal.ts";
import { createMemoryEngineMarks } from "@/adapters/memory/engine_marks.ts";
import { createMemoryFailureNote } from "@/adapters/memory/failure_note.ts";
import { createMemoryMarks } from "@/adapters/memory/process_marks.ts";
import { createMemorySpool, watchMemorySpool } from "@/adapters/memory/spool.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { createVikunja } from "@/adapters/vikunja/replica.ts";
import type { DaemonPorts } from "@/app/daemon/ports.ts";
// Loaded beforehand: in simulated time nobody waits for a module.
import "@/app/run/filtered_sides.ts";
import { noFacts } from "@/app/run/memory_facts.ts";
import type { LocalSyncPorts } from "@/app/local_sync.ts";
import type { Config } from "@/config/config.ts";
import { linkStyleOf } from "@/mapping/taskwarrior/settings.ts";
import { markup } from "@/mapping/markup.ts";
import { noTracer } from "@/ports/tracer.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { Process, StateFolder } from "@tests/simulation/process.ts";
import type { Rules } from "@tests/simulation/rules.ts";
import type { SimulatedTaskwarrior } from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import type { SimulatedVikunja } from "@tests/simulation/vikunja/simulated_vikunja.ts";

/** What all processes of one machine share. */
export interface Machine {
  readonly config: Config;
  /** Changes the configuration file. */
  select(selection: Config["selection"]): void;
  rule(rules: Rules): void;
  readonly folder: StateFolder;
  readonly taskwarrior: SimulatedTaskwarrior;
  readonly vikunja: SimulatedVikunja;
  /** Called when tasks in the data folder have changed. */
  readonly dataWatchers: Set<() => void>;
  readonly say: (line: string) => void;
  /**
   * A process was over before it could look after its import, which went by what was read then. `overwritten`: tasks
   * that it wrote after its process was over, be it over what another one had written meanwhile.
   */
  onImportLeft(sinceMs: number, overwritten: readonly string[]): void;
  /** Somebody's word on that field, as an edit of theirs. */
  onPicked(task: string, field: string): void;
}

/** Where the daemon listens. */
export const webhook = { url: "http://daemon.simulated/webhook", secret: "simulated" };

/** An import, and the look after it, are over by then. */
const importMs = 6_000;
/** It goes by what was read so long before, at most, or by an export that has ended since. */
const readMs = 200;

/**
 * A limit of `write = "import"`, with 2.6 and 3 alike: what it put back of a person's edit that came after it was
 * decided on is known only to the process that imported.
 */
function importing(
  { onImportLeft }: Machine,
  { life, onOver }: Process,
  { run, stdin, readAtMs }: {
    readonly run: Promise<unknown>;
    readonly stdin: string;
    /** When what it goes by was read. */
    readonly readAtMs: number;
  },
): void {
  const beganMs = life.runtime.elapsed();
  onOver(() => {
    if (life.runtime.elapsed() - beganMs >= importMs) return;
    onImportLeft(readAtMs, []);
    // It goes on without its process.
    const uuids = JSON.parse(stdin).map(({ uuid }: { readonly uuid: string }) => uuid);
    void run.catch(() => {}).finally(() => onImportLeft(readAtMs, uuids));
  });
}

/** When the exports of one process began, as far as an import can go by what they told. */
function createReadings({ elapsed }: Process["life"]["runtime"]) {
  let last = { beganMs: -Infinity, endedMs: -Infinity };
  return {
    note(run: Promise<unknown>): void {
      const beganMs = elapsed();
      void run.catch(() => {}).finally(() => last = { beganMs, endedMs: elapsed() });
    },
    /** At the earliest, for an import that begins now. */
    lastMs: () =>
      last.endedMs >= elapsed() - readMs
        ? Math.min(last.beganMs, elapsed() - readMs)
        : elapsed() - readMs,
  };
}

/** The world as one process of the program sees it. */
export function portsOf(machine: Machine, process: Process): DaemonPorts & LocalSyncPorts {
  const { config, folder, taskwarrior, vikunja, dataWatchers, say } = machine;
  const { life, memory } = process;
  const { runtime } = life;
  const { now } = runtime;
  const { stateDir, lockTimeoutMs } = config;
  const here = { host: "simulated", machine: "simulated", stateDir };
  const ports = taskwarrior.writes.watch(taskwarrior.ports);
  const exports = createReadings(runtime);
  const spool = createMemorySpool(memory, runtime);
  const marks = createMemoryMarks(memory);
  const failures = createMemoryFailureNote(memory, runtime);
  return {
    runtime,
    leaseClock: () => ({
      wallMs: now().getTime(),
      boot: "simulated",
      uptimeMs: Math.floor(runtime.elapsed()),
    }),
    openLog(command, { planOnly }, signal) {
      const opening = { process: memory, runtime };
      if (planOnly) return Promise.resolve(folder.log.copy(opening));
      return folder.log.own({ ...opening, command, lockTimeoutMs }, signal);
    },
    taskwarrior: (facts) =>
      Promise.resolve(createTaskwarrior({
        runtime,
        ports: {
          ...ports,
          program: {
            ...ports.program,
            run: (args, options) => {
              const readAtMs = exports.lastMs();
              const run = ports.program.run(args, options);
              if (args.includes("export")) exports.note(run);
              if (args.includes("import")) {
                importing(machine, process, { run, stdin: options.stdin ?? "[]", readAtMs });
              }
              return life.waiting(run);
            },
          },
        },
        env: taskwarrior.env,
        settings: {
          attributes: config.attributes,
          link: linkStyleOf("annotation", config.profile),
          profile: config.profile,
        },
        facts,
        warn: say,
        write: config.taskwarrior.write,
      })),
    async scratch(signal) {
      const other = taskwarrior.fresh();
      const { program } = other.ports;
      const replica = createTaskwarrior({
        runtime,
        ports: {
          ...other.ports,
          program: { ...program, run: (...given) => life.waiting(program.run(...given)) },
        },
        env: other.env,
        settings: { attributes: config.attributes, link: { kind: "none" } },
        facts: noFacts,
        warn: () => {},
        write: "direct",
      });
      await replica.takenBy([], signal);
      return { replica, [Symbol.asyncDispose]: () => Promise.resolve() };
    },
    vikunja({ facts, jobs, logged, beforeWrite }) {
      const transport = vikunja.transport(() => life.isOver);
      return createVikunja({
        url: vikunja.url,
        runtime,
        transport: {
          send: (request) => life.waiting(transport.send(request)),
          close: transport.close,
        },
        token: () => vikunja.token(),
        facts,
        jobs,
        defaultProject: null,
        onRequest: () => {},
        logged,
        beforeWrite,
      });
    },
    serverUrl: () => vikunja.url,
    marks: createMemoryEngineMarks(memory, {
      folders: folder.marks,
      profile: config.profile,
      here,
      hasLog: (place) => place === stateDir,
    }),
    here,
    async loadMarkup() {
      // As long as it takes to load a module: others act meanwhile.
      await takes(runtime, 1 + Math.floor(runtime.random() * 40));
      return markup;
    },
    asking: { warn: say, confirm: () => Promise.resolve(true) },
    tracer: noTracer,
    forgetFailure: failures.forget,
    markDaemon: () => marks.mark("daemon"),
    openJournal: () => openMemoryJournal(memory),
    drainSpool: () => void spool.drain(),
    watchSpool: (onChange) => watchMemorySpool(memory, { runtime, afterMs: () => 1 }, onChange),
    watchData(_folder, onChange, onProof) {
      let isProven = false;
      const soon = () => {
        // At once where the kernel tells, else by the next look.
        const byLookMs = Math.ceil(runtime.random() * 100);
        runtime.after(isProven ? 1 : byLookMs, onChange);
        if (!isProven) onProof(true);
        isProven = true;
      };
      dataWatchers.add(soon);
      return { [Symbol.dispose]: () => void dataWatchers.delete(soon) };
    },
    watchHooks: () => ({ [Symbol.dispose]() {} }),
    webhooks: {
      isSelected: () => true,
      hooked: () => Promise.resolve(vikunja.webhooks.hooked),
      cover: () => Promise.resolve(vikunja.webhooks.install(webhook)),
    },
    memory: { bytes: () => 0, collectGarbage() {}, giveBack() {} },
    spool: {
      drain: spool.drain,
      mark: () => marks.mark("hook"),
      unmark: () => marks.unmark("hook"),
      putBack: spool.leave,
      hasWakes: spool.hasWakes,
    },
    failures,
  };
}
