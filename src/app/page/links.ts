import { silently } from "@/app/asked.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { PageLinks } from "@/ports/page.ts";

export function createPageLinks(
  daemon: () => Promise<Pick<Daemon, "ask"> | null>,
  show: PageLinks["show"],
): PageLinks {
  return {
    async invite(signal) {
      const running = await daemon();
      if (running === null) throw noDaemon();
      return await running.ask("invite", {}, silently(signal));
    },
    show,
  };
}

function noDaemon(): SyncError {
  return new SyncError(
    "NOT_FOUND",
    "Cannot open the page: no daemon runs, and it is part of that",
    {
      hint: "Start it with `serve`, or have systemd do so with `install units`.",
    },
  );
}
