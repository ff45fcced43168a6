import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { OwnerRequests, TakenRequest } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { createCalls } from "@/app/hosts/calls.ts";
import { errorAnswer } from "@/app/hosts/owner_answer.ts";

interface AnsweringDeps {
  readonly requests: OwnerRequests;
  /** Of the owner's lease. */
  readonly epoch: number;
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** Rejects with what is to be told to whoever asked; `FENCED`: the next owner answers. */
  readonly carryOut: (request: TakenRequest) => Promise<string>;
  readonly warn: (line: string) => void;
}

interface Answering extends AsyncDisposable {
  /** Begins no more, and resolves once what is under way is answered, or has taken too long for that. */
  pause(): Promise<void>;
}

/** After some that were there, as others may follow; then less and less often, down to as often as has to be. */
const soonMs = 20;
const againMs = 1_000;
const mostUnderWay = 256;
const tidyMs = 30_000;
const lastAnswersMs = 2_000;

/**
 * Carries out what other hosts ask of the owner. Invariants: what this owner has begun it carries out once; an answer is
 * told until it is stored or the list is another's.
 */
export function answerRequests(deps: AnsweringDeps): Answering {
  const { requests, epoch, runtime, carryOut, warn } = deps;
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let answered: { readonly id: string; readonly answer: string }[] = [];
  let sending: Promise<void> | null = null;
  let isOver = false;
  const calls = createCalls(runtime);
  let said = "";

  function sayOnce(line: string): void {
    if (line !== said) warn(line);
    said = line;
  }

  async function look(): Promise<number> {
    const most = mostUnderWay - underWay.size;
    if (most <= 0) return 0;
    const taken = await requests.take(epoch, [...underWay.keys()], most);
    for (const each of taken) underWay.set(each.id, carry(each));
    return taken.length;
  }

  async function carry(request: TakenRequest): Promise<void> {
    const { id } = request;
    const answer = await carryOut(request).catch((thrown) => {
      const error = asSyncError(thrown);
      return error.code === "FENCED" ? null : errorAnswer(error);
    });
    if (answer !== null) {
      answered.push({ id, answer });
      await (sending ??= send().finally(() => sending = null));
    }
    underWay.delete(id);
  }

  /** Those that come meanwhile go together. */
  async function send(): Promise<void> {
    await null;
    while (answered.length > 0 && !isOver) {
      const batch = answered;
      answered = [];
      try {
        await requests.answer(epoch, batch);
      } catch (thrown) {
        answered = [...batch, ...answered];
        sayOnce(`an answer to another host waits: ${asSyncError(thrown).message}`);
        await sleep(runtime, againMs);
      }
    }
  }

  async function run(): Promise<void> {
    let waitMs = soonMs;
    let tidiedAt = runtime.elapsed();
    while (!stopping.signal.aborted) {
      try {
        const found = await look();
        waitMs = found > 0 ? soonMs : Math.min(2 * waitMs, requests.lookMs);
        if (runtime.elapsed() - tidiedAt >= tidyMs) {
          tidiedAt = runtime.elapsed();
          await requests.tidy();
        }
      } catch (thrown) {
        waitMs = againMs;
        const { code, message } = asSyncError(thrown);
        if (code !== "STORE_UNAVAILABLE" && code !== "ABORTED") {
          sayOnce(`what other hosts ask is not looked at: ${message}`);
        }
      }
      await calls.wait(waitMs, stopping.signal).catch(() => {});
    }
  }

  const hearing = requests.hear(calls.call);
  const running = run();
  return {
    async pause() {
      stopping.abort();
      hearing[Symbol.dispose]();
      await running;
      const late = new AbortController();
      await Promise.race([
        Promise.all(underWay.values()),
        sleep(runtime, lastAnswersMs, late.signal).catch(() => {}),
      ]);
      late.abort(new SyncError("ABORTED", "answered"));
    },
    async [Symbol.asyncDispose]() {
      await this.pause();
      isOver = true;
      await requests[Symbol.asyncDispose]();
    },
  };
}
