import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SharingTrouble, SharingTroubles } from "@/app/lists/sharing_troubles.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ListFiles, SettingsNote, SharedLists } from "@/ports/shared_lists.ts";
import { every } from "@/ports/waits.ts";

interface BringPorts {
  readonly runtime: Pick<Runtime, "after" | "now">;
  readonly shared: SharedLists;
  /** Of all that may be lists, or what is left of one. */
  readonly names: () => readonly string[];
  readonly isHere: (name: string) => boolean;
  /** Another one when a file of it is another one. */
  readonly signatureOf: (name: string) => string;
  /** `null`: it is not one of that database. @throws {Error}: it cannot be read. */
  readonly read: (name: string) => Promise<ListFiles | null>;
  /** On disk when it resolves, its configuration last; what is there is replaced. */
  readonly write: (name: string, files: ListFiles) => Promise<void>;
  /** Puts what is here aside, readable by the service alone. */
  readonly keepAside: (name: string) => void;
  readonly note: (name: string) => SettingsNote | null;
  readonly keepNote: (name: string, note: SettingsNote) => void;
  readonly seal: (text: string, name: string) => Promise<string>;
  /** @throws {Error}: no key opens it. */
  readonly open: (sealed: string, name: string) => Promise<string>;
  readonly digest: (text: string) => string;
  /** All that is kept of it here, once it is not served any more. */
  readonly remove: (name: string) => Promise<unknown>;
}

type Say = (level: "info" | "warn", text: string) => void;

/** Until it is disposed of. */
interface BegunBringing extends AsyncDisposable {
  readonly troubles: () => SharingTroubles;
}

interface Bringing {
  /** Once, after what is under way; what is wrong is said where it is looked at again and again. */
  look(): Promise<void>;
  /** Again and again. */
  begin(say: Say): BegunBringing;
}

const lookMs = 5_000;
/** Of those that are the same here and there: whether one is another here is looked at by turns. */
const mostAtOnce = 200;

/**
 * Brings lists that come, change or go on one host to the others. Invariants: only what all hosts know is taken away;
 * where two have changed one list, what was stored first stands and the other is kept aside.
 */
export function bringLists(ports: BringPorts): Bringing {
  const { runtime, shared } = ports;
  let say: Say = () => {};
  /** As they were when they were last the same here and there. */
  const settled = new Map<string, { readonly stand: string; readonly version: number }>();
  let turn = 0;
  const troubles = new Map<string, SharingTrouble>();
  let away = "";
  let looking: Promise<void> = Promise.resolve();
  let isAsked = false;

  function fails(name: string, thrown: unknown): void {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const error = thrown instanceof SyncError
      ? thrown
      : new SyncError("CONFIG", `Cannot share it with other hosts: ${why}`);
    if (troubles.get(name)?.error.message === error.message) return;
    troubles.set(name, { error, since: runtime.now().toISOString() });
    say("warn", `${name}: ${error.message}`);
  }

  function look(): Promise<void> {
    if (isAsked) return looking;
    isAsked = true;
    looking = looking.then(async () => {
      isAsked = false;
      await lookAtAll();
    });
    return looking;
  }

  async function lookAtAll(): Promise<void> {
    try {
      const rows = new Map((await shared.all()).map((row) => [row.name, row]));
      away = "";
      for (const name of troubles.keys()) {
        if (!rows.has(name) && !ports.isHere(name)) troubles.delete(name);
      }
      const names = new Set([...ports.names(), ...rows.keys()]);
      turn = turn * mostAtOnce >= names.size ? 1 : turn + 1;
      const from = (turn - 1) * mostAtOnce;
      for (const [at, name] of [...names].toSorted().entries()) {
        const { version = 0, isRemoved = false } = rows.get(name) ?? {};
        const isItsTurn = at >= from && at < from + mostAtOnce;
        if (!isItsTurn && !isRemoved && settled.get(name)?.version === version) continue;
        await lookAt(name, version, isRemoved).catch((thrown) => fails(name, thrown));
      }
    } catch (thrown) {
      const { message } = asSyncError(thrown);
      if (message !== away) say("warn", `lists of other hosts are not looked at: ${message}`);
      away = message;
    }
  }

  async function lookAt(name: string, version: number, isRemoved: boolean): Promise<void> {
    const note = ports.note(name);
    if (isRemoved && note !== null) {
      await ports.remove(name);
      troubles.delete(name);
      return say("info", `${name}: was removed on another host, and is removed here`);
    }
    if (isRemoved && ports.isHere(name)) {
      throw new Error("one of that name was removed on all hosts; name this one anew");
    }
    if (!ports.isHere(name)) {
      if (version > 0 && !isRemoved) await bring(name);
      troubles.delete(name);
      return;
    }
    const stand = () => `${ports.signatureOf(name)} ${version}`;
    if (settled.get(name)?.stand === stand()) return;
    const before = stand();
    const files = await ports.read(name);
    if (files !== null) await compare(name, { text: textOf(files), version, note });
    // What was written or stored is looked at once more.
    if (stand() === before) settled.set(name, { stand: before, version });
    troubles.delete(name);
  }

  interface Compared {
    readonly text: string;
    readonly version: number;
    readonly note: SettingsNote | null;
  }

  async function compare(name: string, { text, version, note }: Compared) {
    const digest = ports.digest(text);
    if (version === 0) return await share(name, text, version);
    if (note === null) {
      const there = await shared.read(name);
      if (there === null) return;
      if (textOf(filesIn(await ports.open(there.sealed, name))) === text) {
        return ports.keepNote(name, { version: there.version, digest });
      }
      throw new Error("another host has one of that name with other settings; name this one anew");
    }
    const isChanged = note.digest !== digest;
    if (note.version < version) {
      if (isChanged) {
        ports.keepAside(name);
        say(
          "warn",
          `${name}: was changed on another host first; what was changed here is in *.kept`,
        );
      }
      return await bring(name);
    }
    if (isChanged) await share(name, text, version);
  }

  async function share(name: string, text: string, before: number): Promise<void> {
    if (!await shared.store(name, before, await ports.seal(text, name))) return;
    ports.keepNote(name, { version: before + 1, digest: ports.digest(text) });
    say("info", `${name}: other hosts have its settings now`);
  }

  async function bring(name: string): Promise<void> {
    const there = await shared.read(name);
    if (there === null) return;
    const text = await ports.open(there.sealed, name);
    const files = filesIn(text);
    // Killed in between it is written again.
    await ports.write(name, files);
    ports.keepNote(name, { version: there.version, digest: ports.digest(textOf(files)) });
    say("info", `${name}: has its settings from another host`);
  }

  return {
    look,
    begin(told) {
      say = told;
      void look();
      const looks = every(runtime, lookMs, () => void look());
      return {
        troubles: () => troubles,
        async [Symbol.asyncDispose]() {
          looks[Symbol.dispose]();
          await looking;
          await shared[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/** The same for the same files. */
function textOf(files: ListFiles): string {
  return JSON.stringify(Object.entries(files).toSorted(([a], [b]) => a < b ? -1 : 1));
}

function filesIn(text: string): ListFiles {
  return Object.fromEntries(JSON.parse(text) as [string, string][]);
}
