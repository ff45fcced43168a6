import { type ArchivedPart, blockRow } from "@/adapters/sqlite/archive.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Characters that are compressed together: fewer compress worse, more take longer to read one stream of. */
const blockLength = 32_000;

/** Fills the archive of a new log, in a transaction of the caller's. */
interface ArchiveWriter {
  /** What a stream's events hold, from version 1 on; streams that are read together one after the other. */
  add(streamId: string, texts: readonly string[]): void;
  flush(): void;
}

export function createArchiveWriter(db: Database): ArchiveWriter {
  const insertBlock = db.statement("INSERT INTO archive(block, sum, data) VALUES (?, ?, ?)");
  const insertPlaces = createBulkInsert(db, "archived", ["stream_id", "first", "block"]);
  let number = 1;
  let length = 0;
  let parts = new Map<string, ArchivedPart>();

  function flush(): void {
    if (parts.size === 0) return;
    insertBlock.run(...blockRow(number, parts));
    insertPlaces.run([...parts].flatMap(([streamId, { first }]) => [streamId, first, number]));
    number++;
    length = 0;
    parts = new Map();
  }

  return {
    flush,
    add(streamId, texts) {
      let from = 0;
      for (let at = 0; at < texts.length; at++) {
        length += texts[at]?.length ?? 0;
        const isLast = at === texts.length - 1;
        if (!isLast && length < blockLength) continue;
        parts.set(streamId, { first: from + 1, texts: texts.slice(from, at + 1) });
        from = at + 1;
        if (length >= blockLength) flush();
      }
    },
  };
}
