import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Unpacked; far beyond a list that people keep. */
const maxBytes = 512 * 2 ** 20;

const form = v.record(v.string(), v.record(v.string(), v.string()));

/** All tasks of a snapshot (zlib of JSON). @throws {SyncError} `SYNC_SERVER`: it is none. */
export async function readSnapshot(data: Bytes): Promise<ReadonlyMap<string, StoredTask>> {
  try {
    const text = new TextDecoder().decode(await through(data, new DecompressionStream("deflate")));
    return new Map(
      Object.entries(v.parse(form, JSON.parse(text))).map(([uuid, task]) => [
        uuid.toLowerCase(),
        new Map(Object.entries(task)),
      ]),
    );
  } catch (cause) {
    throw cause instanceof SyncError ? cause : unreadable(String(cause), cause);
  }
}

export async function writeSnapshot(tasks: ReadonlyMap<string, StoredTask>): Promise<Bytes> {
  const all = Object.fromEntries(
    [...tasks].map(([uuid, stored]) => [uuid, Object.fromEntries(stored)]),
  );
  const text = new TextEncoder().encode(JSON.stringify(all));
  return await through(text, new CompressionStream("deflate"));
}

async function through(
  bytes: Bytes,
  change: CompressionStream | DecompressionStream,
): Promise<Bytes> {
  const parts: Bytes[] = [];
  let size = 0;
  for await (const part of new Blob([bytes]).stream().pipeThrough(change)) {
    size += part.length;
    if (size > maxBytes) throw unreadable("it is too large");
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function unreadable(why: string, cause?: unknown): SyncError {
  return new SyncError("SYNC_SERVER", `Cannot read the snapshot of the sync server: ${why}`, {
    cause,
  });
}
