import type { Reading } from "@/domain/task.ts";
import { isShownBy } from "@/triggers/echoes.ts";
import type { Delivered } from "@/triggers/wakes.ts";

/** What a list has shown of Vikunja tasks that are being handed it: a delivery that shows the same needs no look of its own. */
interface ListedTasks {
  note(readings: readonly Reading[]): void;
  covers(id: number, delivered: readonly Delivered[]): boolean;
  /** All of it was handed out, or will be read again. */
  clear(): void;
}

interface Listed {
  readonly reading: Reading;
  readonly version: number;
}

/** `versionOf`: of the stream; what is decided on since knows better what the task was last read as. */
export function createListedTasks(versionOf: (id: number) => number): ListedTasks {
  const listed = new Map<number, Listed>();
  return {
    note(readings) {
      for (const reading of readings) {
        const id = Number(reading.id);
        listed.set(id, { reading, version: versionOf(id) });
      }
    },
    covers(id, delivered) {
      const known = listed.get(id);
      return known !== undefined && known.version === versionOf(id) &&
        isShownBy(known.reading, delivered);
    },
    clear: () => listed.clear(),
  };
}
