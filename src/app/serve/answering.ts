import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import { engineWorkers } from "@/app/daemon/engine_workers.ts";
import { eitherOperations } from "@/app/either_operations.ts";
import { answerRequests } from "@/app/hosts/answer_requests.ts";
import { createCarryOut } from "@/app/hosts/carry_out.ts";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface AnsweringPorts {
  readonly runtime: Runtime;
  /** Of the list that the engine's host owns. */
  readonly openRequests: () => Promise<OwnerRequests>;
  readonly warn: (line: string) => void;
}

const notHandedOn = () => Promise.reject(new Error("is not handed on"));

/** The engine of a host that owns a list does what others ask of it, until it is stopped. */
export async function answeringOthers(
  { runtime, openRequests, warn }: AnsweringPorts,
  engine: RunningEngine,
): Promise<RunningEngine> {
  const { opened, claims } = engine;
  if (opened.epoch === null) return engine;
  const answering = answerRequests({
    requests: await openRequests(),
    epoch: opened.epoch,
    runtime,
    carryOut: createCarryOut({
      operations: eitherOperations({
        ...engineWorkers(engine, runtime),
        status: notHandedOn,
        sync: notHandedOn,
      }),
      claims,
      log: opened.log,
      deliver: engine.deliverKept,
    }),
    warn,
  });
  return {
    ...engine,
    async stop() {
      await answering.pause();
      try {
        await engine.stop();
      } finally {
        await answering[Symbol.asyncDispose]();
      }
    },
  };
}
