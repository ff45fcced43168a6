import { createHost, type Host } from "@tests/simulation/hosts/host.ts";
import type { HostStep, WhichHost } from "@tests/simulation/hosts/host_steps.ts";
import type { ListPlace } from "@tests/simulation/hosts/list_place.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";
import { noDelay } from "@tests/simulation/vikunja/fates.ts";

/** The hosts of one list, and what befalls them. */
export interface Hosts {
  readonly all: readonly Host[];
  /** Which has the list and can go on with it; `null`: none. */
  owner(): Host | null;
  meet(step: HostStep): void;
  /** All of them run and reach everything again. */
  heal(): void;
  /** What goes against the promises of many hosts. */
  readonly faults: readonly string[];
}

interface HostsOptions {
  readonly count: number;
  readonly onBroken: (message: string) => void;
}

/** From when a host could take the list over until one has it. */
const takenOverMs = 30_000;
const lookEveryMs = 1_000;

/** @throws {Error} where the machine's log is no list of a database. */
export function createHosts(
  time: SimulatedTime,
  machine: Machine,
  { count, onBroken }: HostsOptions,
): Hosts {
  const place = machine.folder.log as ListPlace;
  const { database } = place;
  const faults: string[] = [];
  const all = Array.from({ length: count }, (_, at) =>
    createHost(`host-${at}`, {
      time,
      machine,
      database,
      mirrorPath: place.mirrorPath(at),
      onBroken,
      onWrite(host, what) {
        const owner = database.owner();
        if (owner !== null && owner.host !== host) {
          faults.push(`not its own: ${host} ${what}, though ${owner.host} has the list`);
        }
      },
    }));

  function owner(): Host | null {
    const name = database.owner()?.host;
    return all.find((host) => host.name === name && host.engine() !== null) ?? null;
  }

  function found(which: WhichHost): Host {
    const had = database.owner()?.host;
    const host = which === "owner" ? all.find(({ name }) => name === had) : all[which % count];
    return host ?? all[0] as Host;
  }

  /** Since when there is a host that could have the list, and none has it; `null`: it is not so. */
  let orphanedAt: number | null = null;
  function look(): void {
    time.elsewhere.after(lookEveryMs, look);
    const had = database.owner();
    const isOwned = had !== null && had.isAlive &&
      all.some((host) => host.name === had.host && host.isWell());
    const canBe = database.isUp() && all.some((host) => host.isWell());
    if (isOwned || !canBe) orphanedAt = null;
    else orphanedAt ??= time.nowMs();
    if (orphanedAt === null || time.nowMs() - orphanedAt <= takenOverMs) return;
    faults.push(`orphaned: no host takes the list over within ${takenOverMs / 1000} s`);
    orphanedAt = null;
  }
  look();

  function meet(step: HostStep): void {
    const { tell } = { tell: machine.say };
    switch (step.kind) {
      case "kill host": {
        const host = found(step.host);
        tell(`${host.name} is killed, and down for ${step.downMs} ms`);
        return host.kill(step.downMs);
      }
      case "pause host": {
        const host = found(step.host);
        tell(`${host.name} stands still for ${step.forMs} ms`);
        host.pause();
        return void time.elsewhere.after(step.forMs, () => host.goOn());
      }
      case "cut host": {
        const host = found(step.host);
        tell(`${host.name} is cut off from ${step.from.join(" and ")} for ${step.forMs} ms`);
        for (const far of step.from) {
          host.cut(far, true);
          time.elsewhere.after(step.forMs, () => host.cut(far, false));
        }
        return;
      }
      case "lose primary":
        tell(`the primary is lost; ${step.downMs} ms later there is ${step.successor.kind}`);
        return database.lose(step.downMs, step.successor);
      case "slow way": {
        tell(`requests take up to ${step.mostMs} ms for ${step.forMs} ms`);
        const { network } = machine.vikunja;
        const delay = () => time.elsewhere.random() * step.mostMs;
        network.delay = delay;
        return void time.elsewhere.after(step.forMs, () => {
          if (network.delay === delay) network.delay = noDelay;
        });
      }
    }
  }

  return {
    all,
    owner,
    meet,
    heal() {
      database.heal();
      machine.vikunja.network.delay = noDelay;
      for (const host of all) {
        host.goOn();
        host.cut("database", false);
        host.cut("vikunja", false);
      }
    },
    get faults() {
      return [...faults, ...database.faults];
    },
  };
}
