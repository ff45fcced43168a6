import type { BenchRow } from "./row.ts";

interface Measured {
  readonly value: number;
  readonly floor: number;
  readonly floorName: string;
  readonly most: number;
}

export function secondsRow(name: string, measured: Measured): BenchRow {
  return lessIsBetter(name, "s", measured);
}

export function requestsRow(name: string, measured: Measured): BenchRow {
  return lessIsBetter(name, "requests", measured);
}

function lessIsBetter(
  name: string,
  unit: string,
  { value, floor, floorName, most }: Measured,
): BenchRow {
  return {
    name,
    value,
    unit,
    floor,
    floorName,
    ratio: value / floor,
    target: `≤ ${most} ${unit}`,
    met: value <= most,
  };
}
