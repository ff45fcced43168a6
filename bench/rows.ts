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

/** `most`: as a multiple of the floor. */
export function timesRow(name: string, measured: Measured): BenchRow {
  const { value, floor, floorName, most } = measured;
  const ratio = value / floor;
  const target = `≤ ${most} × the floor`;
  return { name, value, unit: "s", floor, floorName, ratio, target, met: ratio <= most };
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
