import * as v from "valibot";
import { asSyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { DaemonOperations } from "@/ports/daemon.ts";
import type { Progress } from "@/ports/operations.ts";
import { errorAnswer, refusal } from "@/adapters/http/answers.ts";
import { isOwnHost } from "@/adapters/http/own_host.ts";
import { readBody } from "@/adapters/http/json_body.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";

const maxBytes = 1024 * 1024;

const syncOptions = v.object({
  projects: v.pipe(v.array(v.string()), v.maxLength(1_000)),
  full: v.boolean(),
  jobs: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000)),
  allowMassDelete: v.boolean(),
  finishedWithinMs: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  answers: v.optional(v.object({
    bringBack: v.boolean(),
    asItIs: v.array(v.picklist(["taskwarrior", "vikunja"])),
    thisEngine: v.boolean(),
  })),
});
const wake = v.object({
  ids: v.optional(
    v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), v.maxLength(1_000)),
    [],
  ),
  full: v.optional(v.boolean(), false),
});
const pick = v.object({ conflictId: v.string(), side: v.picklist(["taskwarrior", "vikunja"]) });
const retryNow = v.object({ task: v.nullable(v.string()) });
const retryDrop = v.object({ task: v.string() });

/** `operations` is asked anew at each request: it changes when the configuration is read again. */
export function daemonRoutes(operations: () => DaemonOperations): readonly Route[] {
  return [
    get("/v1/daemon", () => operations().daemon() as unknown as Json),
    get("/v1/status", () => operations().status() as unknown as Json),
    post("/v1/wake", wake, (wanted) => {
      operations().wake(wanted);
      return Promise.resolve(true);
    }),
    post(
      "/v1/pick",
      pick,
      async ({ conflictId, side }, signal) => {
        await operations().pick(conflictId, side, signal);
        return true;
      },
    ),
    post("/v1/retry/now", retryNow, ({ task }, signal) => operations().retries.now(task, signal)),
    post(
      "/v1/retry/drop",
      retryDrop,
      ({ task }, signal) => operations().retries.drop(task, signal),
    ),
    {
      ...base("POST", "/v1/sync"),
      handle: (request) => {
        const options = readBody(syncOptions, request.body);
        const lines = progressLines((progress) =>
          operations().sync(options, progress, request.signal)
        );
        return Promise.resolve({ kind: "lines", lines });
      },
    },
  ];
}

/** Health and metrics: nothing in them is secret. */
export function openRoutes(
  operations: () => DaemonOperations,
  isPublic: boolean,
  hostName: string,
): readonly Route[] {
  const admit: Route["admit"] = ({ host }) =>
    isOwnHost(host ?? "", hostName)
      ? null
      : refusal(421, "REFUSED", "Ask by address, as localhost, or by this machine's own name");
  return [
    {
      ...base("GET", "/healthz"),
      isPublic,
      admit,
      handle: () => {
        const { error, lastRoundAt } = operations().daemon();
        const rejected = operations().status().rejected.length;
        const ok = error === null && lastRoundAt !== null && rejected === 0;
        return Promise.resolve(jsonAnswer({ ok, lastRoundAt, rejected }, ok ? 200 : 503));
      },
    },
    {
      ...base("GET", "/metrics"),
      isPublic,
      admit,
      handle: () => {
        const type = "text/plain; version=0.0.4; charset=utf-8";
        return Promise.resolve({ kind: "text", status: 200, type, body: operations().metrics() });
      },
    },
  ];
}

function base(method: Route["method"], path: string) {
  return { method, path, isPublic: false, maxBytes };
}

function get(path: string, answer: () => Json): Route {
  return { ...base("GET", path), handle: () => Promise.resolve(jsonAnswer(answer())) };
}

function post<const S extends v.GenericSchema>(
  path: string,
  schema: S,
  act: (input: v.InferOutput<S>, signal: AbortSignal) => Promise<Json>,
): Route {
  return {
    ...base("POST", path),
    handle: async (request) => {
      const result = await act(readBody(schema, request.body), request.signal);
      return jsonAnswer({ result });
    },
  };
}

/** A sign of life that often, where nothing else is to be said: whoever hears nothing for long gives up. */
const aliveEveryMs = 10_000;

/** Progress as it comes, then the result or the error, a line each. */
async function* progressLines(
  run: (progress: (p: Progress) => void) => Promise<unknown>,
): AsyncGenerator<Json> {
  const waiting: Progress[] = [];
  let wake = () => {};
  let isOver = false;
  let isAliveDue = false;
  const timer = setInterval(() => {
    isAliveDue = true;
    wake();
  }, aliveEveryMs);
  const over = run((progress) => {
    waiting.push(progress);
    wake();
  }).then(
    (result) => ({ result } as Json),
    (thrown) => {
      const answer = errorAnswer(asSyncError(thrown));
      return answer.kind === "json" ? answer.body : null;
    },
  ).finally(() => {
    isOver = true;
    wake();
  });
  try {
    while (!isOver || waiting.length > 0) {
      const progress = waiting.shift();
      if (progress !== undefined) yield { progress } as unknown as Json;
      else if (isAliveDue) {
        isAliveDue = false;
        yield { alive: true };
      } else await new Promise<void>((resolve) => isOver ? resolve() : wake = resolve);
    }
    yield await over;
  } finally {
    clearInterval(timer);
  }
}
