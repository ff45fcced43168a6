import { sendDatagram } from "@system/datagram.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ServiceManager } from "@/ports/service_manager.ts";

/** Sockets that systemd hands over begin with this descriptor (`sd_listen_fds(3)`). */
const firstDescriptor = 3;

type Environment = (name: string) => string | undefined;

/** Descriptors of the sockets that were handed over to this process; empty where none were. */
export function inheritedSockets(env: Environment, pid: number): readonly number[] {
  const count = Number(env("LISTEN_FDS") ?? 0);
  const isOurs = env("LISTEN_PID") === undefined || env("LISTEN_PID") === String(pid);
  if (!isOurs || !Number.isInteger(count) || count < 1) return [];
  return Array.from({ length: count }, (_, index) => firstDescriptor + index);
}

/** Says things to systemd (`sd_notify(3)`). */
export function createServiceManager(env: Environment): ServiceManager {
  const path = env("NOTIFY_SOCKET");
  const watchdogUs = Number(env("WATCHDOG_USEC") ?? 0);
  return {
    watchdogEveryMs: watchdogUs > 0 ? watchdogUs / 1000 / 2 : null,
    async notify(state) {
      if (path !== undefined && path !== "") await send(path, state);
    },
  };
}

/**
 * One datagram, sent by this very process: systemd listens to no other.
 * @throws {SyncError} `INTERNAL`: it could not be sent; the service manager will then end us.
 */
async function send(path: string, state: string): Promise<void> {
  // An abstract name is written with `@` in the variable and with a zero byte in the call.
  const to = path.startsWith("@") ? `\0${path.slice(1)}` : path;
  try {
    await sendDatagram(to, new TextEncoder().encode(state));
  } catch (cause) {
    throw new SyncError("INTERNAL", `Cannot tell systemd ${state}: ${String(cause)}`, { cause });
  }
}
