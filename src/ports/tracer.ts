/** Where a piece of work began that another one goes on with. */
export type TraceLink = unknown;

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Says what is being done, for whoever collects traces. */
export interface Tracer {
  /** Runs the work as a span, inside the one that is open; an error marks it and goes on. */
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** The same for work that several others asked for. */
  spanFor<T>(
    links: readonly TraceLink[],
    name: string,
    attributes: Attributes,
    work: () => Promise<T>,
  ): Promise<T>;
  /** The span that is open now; `null`: none is. */
  here(): TraceLink | null;
}

/** Nobody collects. */
export const noTracer: Tracer = {
  span: (_name, _attributes, work) => work(),
  spanFor: (_links, _name, _attributes, work) => work(),
  here: () => null,
};
