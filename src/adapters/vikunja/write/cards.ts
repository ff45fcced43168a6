import { SyncError } from "@/domain/errors.ts";
import { folded } from "@/domain/folded.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Bucket, OnBoard } from "@/adapters/vikunja/boards.ts";
import { lookAt } from "@/adapters/vikunja/read.ts";
import type { Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import { bucketIn } from "@/mapping/vikunja/field_values.ts";

type CardContext = WriteContext & { readonly shortfall: Shortfall };

/** Whether what was written moves cards by itself: what was read of them before is over then. */
export function movesCards({ settings }: WriteContext, columns: RawObject): boolean {
  return settings.asked.includes("bucket") && ("done" in columns || "project_id" in columns);
}

/**
 * Moves the task's card to the bucket of that title, if one is given. No answer to a create tells the card of the new
 * task: it is where the board puts new ones.
 */
export async function placeCard(
  context: CardContext,
  before: RawObject,
  { wanted, isNew }: { readonly wanted: string | undefined; readonly isNew: boolean },
): Promise<RawObject> {
  if (!context.settings.asked.includes("bucket") || !isNew && wanted === undefined) return before;
  const tree = await context.projects.tree(context.signal);
  const project = tree.get(Number(before["project_id"]));
  const at = project?.board == null ? null : { project: project.id, board: project.board };
  try {
    if (at === null) {
      if (wanted !== undefined) throw noBucket("its project has no board");
      return before;
    }
    const raw = isNew ? await withFirstCard(context, before, at) : before;
    if (wanted === undefined || bucketIn(raw, at.board.id) === wanted) return raw;
    const bucket = await bucketOf(context, at, wanted);
    const id = Number(raw["id"]);
    await context.boards.move(at, bucket.id, id, context.signal);
    const look = await lookAt(context, String(id), context.signal);
    return look.kind === "raw" ? look.raw : raw;
  } catch (error) {
    if (wanted === undefined && error instanceof SyncError && error.code === "AUTH") return before;
    context.shortfall.note({ bucket: wanted ?? "" }, "bucket", error);
    return before;
  }
}

async function withFirstCard(
  { boards, signal }: CardContext,
  raw: RawObject,
  at: OnBoard,
): Promise<RawObject> {
  const { id, first, done } = at.board;
  const buckets = await boards.buckets(at, "known", signal);
  const wanted = raw["done"] === true && done !== 0 ? done : first;
  const bucket = buckets.find((each) => each.id === wanted) ?? buckets[0];
  return bucket === undefined ? raw : { ...raw, buckets: [{ ...bucket, project_view_id: id }] };
}

async function bucketOf(
  { boards, signal }: CardContext,
  at: OnBoard,
  title: string,
): Promise<Bucket> {
  for (const which of ["known", "anew"] as const) {
    const buckets = await boards.buckets(at, which, signal);
    const found = buckets.find((each) => each.title === title) ??
      buckets.find((each) => folded(each.title) === folded(title));
    if (found !== undefined) return found;
  }
  throw noBucket(
    title === "" ? "each card is in one" : `the board of its project has no «${title}»`,
  );
}

function noBucket(why: string): SyncError {
  return new SyncError("SERVER_REFUSED", why);
}
