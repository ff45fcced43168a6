import type { Replica } from "@/ports/replica.ts";
import type { Tracer } from "@/ports/tracer.ts";

/** A side whose reads and writes show in traces. */
export function traced<R extends Replica>(replica: R, { span }: Tracer): R {
  const { side } = replica;
  return {
    ...replica,
    changes: (request, signal) =>
      span(`${side} changes`, { full: request.full }, () => replica.changes(request, signal)),
    read: (ids, signal) =>
      span(`${side} read`, { tasks: ids.length }, () => replica.read(ids, signal)),
    write: (writes, signal, onWritten) =>
      span(
        `${side} write`,
        { tasks: writes.length },
        () => replica.write(writes, signal, onWritten),
      ),
  };
}
