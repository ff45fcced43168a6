/** One measured figure of a benchmark, beside the least that could be had on the same machine. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without us, in the same unit and the same run; `null`: there is none. */
  readonly floor: number | null;
  readonly floorName: string;
  /** `value` ÷ `floor`, or the other way round where less is better: 1 is as good as it gets. */
  readonly ratio: number | null;
  readonly target: string;
  readonly met: boolean;
}
