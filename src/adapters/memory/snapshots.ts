import type { Snapshots } from "@/ports/snapshots.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";
import { frozenCopy } from "@/adapters/memory/frozen_copy.ts";

export function createSnapshots(
  content: () => LogContent,
  write: (work: () => void) => void,
): Snapshots {
  return {
    read(streamId, machine) {
      const { snapshots, streams } = content();
      const found = snapshots.get(streamId)?.get(machine);
      const isThere = found !== undefined && found.version <= (streams.get(streamId)?.length ?? 0);
      return isThere ? found : null;
    },
    write(streamId, machine, snapshot) {
      const { snapshots } = content();
      const folded = snapshots.get(streamId) ?? new Map();
      write(() => snapshots.set(streamId, folded.set(machine, frozenCopy(snapshot))));
    },
    clear() {
      const { snapshots } = content();
      write(() => snapshots.clear());
    },
  };
}
