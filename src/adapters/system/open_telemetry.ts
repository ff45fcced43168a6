import type { Link, Span } from "@opentelemetry/api";
import { noTracer, type Tracer } from "@/ports/tracer.ts";

/** Deno exports traces by itself where `OTEL_DENO=true`; then spans of ours join those of its HTTP. */
export async function createTracer(isAskedFor: boolean): Promise<Tracer> {
  if (!isAskedFor) return noTracer;
  const { SpanStatusCode, trace } = await import("@opentelemetry/api");
  const tracer = trace.getTracer("vikunja-sync");

  async function inside<T>(span: Span, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      span.recordException(thrown as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw thrown;
    } finally {
      span.end();
    }
  }

  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, (span) => inside(span, work)),
    spanFor: (links, name, attributes, work) =>
      tracer.startActiveSpan(
        name,
        { attributes, links: links as Link[], root: true },
        (span) => inside(span, work),
      ),
    here() {
      const context = trace.getActiveSpan()?.spanContext();
      return context === undefined ? null : { context };
    },
  };
}
