import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import type { Client } from "@/adapters/vikunja/client/client.ts";
import { listV1, objectOf } from "@/adapters/vikunja/lists.ts";
import type { Project } from "@/adapters/vikunja/project_tree.ts";

/** A column of a board. */
export interface Bucket {
  readonly id: number;
  readonly title: string;
}

/** A project with the board that its cards are on. */
export interface OnBoard {
  readonly project: number;
  readonly board: NonNullable<Project["board"]>;
}

/** Kanban boards, by v1: every version has it. */
export interface Boards {
  /** Its columns from the left, as read a short while ago at the most; `anew`: as they are now. */
  buckets(at: OnBoard, which: "known" | "anew", signal: AbortSignal): Promise<readonly Bucket[]>;
  /** Into the done bucket completes the task, out of it opens it again. Moves no stamp but by that. */
  move(at: OnBoard, bucket: number, task: number, signal: AbortSignal): Promise<void>;
}

const maxAgeMs = 60_000;

export function createBoards(client: Client, now: () => Date): Boards {
  const known = new Map<
    number,
    { readonly at: Date; readonly buckets: Promise<readonly Bucket[]> }
  >();

  async function read({ project, board }: OnBoard, signal: AbortSignal) {
    const { items } = await listV1(client, {
      method: "GET",
      path: `/v1/projects/${project}/views/${board.id}/buckets`,
      doing: `list the buckets of project ${project}`,
      permission: "projects: views_buckets",
    }, signal);
    return items.toSorted((a, b) => Number(a["position"]) - Number(b["position"])).map(bucketOf);
  }

  return {
    async buckets(at, which, signal) {
      const last = known.get(at.board.id);
      if (which === "known" && last !== undefined && isYounger(last.at, now(), maxAgeMs)) {
        // Whoever asked for it may have been stopped meanwhile: that is nothing to others.
        const buckets = await last.buckets.catch(() => null);
        if (buckets !== null) return buckets;
      }
      const reading = { at: now(), buckets: read(at, signal) };
      known.set(at.board.id, reading);
      reading.buckets.catch(() => {
        if (known.get(at.board.id) === reading) known.delete(at.board.id);
      });
      return await reading.buckets;
    },
    async move({ project, board }, bucket, task, signal) {
      const call = {
        method: "POST",
        path: `/v1/projects/${project}/views/${board.id}/buckets/${bucket}/tasks`,
        body: { task_id: task },
        replaces: true,
        doing: `move the card of task ${task}`,
        permission: "projects: views_buckets_tasks",
      } as const;
      objectOf((await client.call(call, signal)).body, call);
    },
  };
}

function bucketOf(raw: RawObject): Bucket {
  return { id: Number(raw["id"]), title: String(raw["title"] ?? "") };
}
