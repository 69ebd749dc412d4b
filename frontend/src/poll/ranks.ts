// A ranking as data: groups of equal options, the best first, and those that are not ranked, in the ballot's order.

export interface Ranking {
  groups: string[][];
  rest: string[];
}

/** From the places that a form has: equal numbers are equal ranks, "" is none. */
export function fromPlaces(places: [string, string][]): Ranking {
  const numbered = [...new Set(places.map(([, place]) => place).filter(Boolean))].sort((a, b) => Number(a) - Number(b));
  return {
    groups: numbered.map((number) => places.filter(([, place]) => place === number).map(([key]) => key)),
    rest: places.filter(([, place]) => !place).map(([key]) => key),
  };
}

/** The place of an option, "" where it is not ranked. */
export function placeOf(ranking: Ranking, key: string): string {
  const n = ranking.groups.findIndex((group) => group.includes(key));
  return n < 0 ? "" : String(n + 1);
}

/** All options as they stand under one another. */
export function inOrder(ranking: Ranking): string[] {
  return [...ranking.groups.flat(), ...ranking.rest];
}

/** One step up: out of its group, before the group above it; an option that was not ranked becomes the last. */
export function up(ranking: Ranking, key: string): Ranking {
  const { groups, rest, n } = without(ranking, key);
  if (n < 0) return { groups: [...groups, [key]], rest };
  // Whoever leaves equals stands right above them.
  const at = wasAlone(ranking, n) ? Math.max(n - 1, 0) : n;
  return { groups: [...groups.slice(0, at), [key], ...groups.slice(at)], rest };
}

/** One step down: out of its group, after the group below it; the last becomes one that is not ranked. */
export function down(ranking: Ranking, key: string, all: string[]): Ranking {
  const { groups, rest, n } = without(ranking, key);
  if (n < 0) return ranking;
  if (wasAlone(ranking, n) && n === ranking.groups.length - 1) return { groups, rest: sorted([...rest, key], all) };
  const at = n + 1;
  return { groups: [...groups.slice(0, at), [key], ...groups.slice(at)], rest };
}

/** Equal with the group above it, or, where it is equal with one above it, right below these. */
export function toggleEqual(ranking: Ranking, key: string): Ranking {
  const { groups, rest, n } = without(ranking, key);
  if (n < 0) return ranking;
  const group = ranking.groups[n] ?? [];
  if (group.indexOf(key) > 0) return { groups: [...groups.slice(0, n + 1), [key], ...groups.slice(n + 1)], rest };
  if (n === 0) return ranking;
  return { groups: groups.map((each, m) => (m === n - 1 ? [...each, key] : each)), rest };
}

/** Dropped under `above` (null: at the top); between two equals it becomes one of them. */
export function drop(ranking: Ranking, key: string, above: string | null): Ranking {
  const { groups, rest } = without(ranking, key);
  if (above === null) return { groups: [[key], ...groups], rest };
  const n = groups.findIndex((group) => group.includes(above));
  const group = groups[n];
  if (!group) return ranking;
  const m = group.indexOf(above);
  if (m < group.length - 1) {
    const joined = [...group.slice(0, m + 1), key, ...group.slice(m + 1)];
    return { groups: groups.map((each, at) => (at === n ? joined : each)), rest };
  }
  return { groups: [...groups.slice(0, n + 1), [key], ...groups.slice(n + 1)], rest };
}

/** Not ranked any more. */
export function leave(ranking: Ranking, key: string, all: string[]): Ranking {
  const { groups, rest } = without(ranking, key);
  return { groups, rest: sorted([...rest, key], all) };
}

function without(ranking: Ranking, key: string): Ranking & { n: number } {
  return {
    groups: ranking.groups.map((group) => group.filter((each) => each !== key)).filter((group) => group.length > 0),
    rest: ranking.rest.filter((each) => each !== key),
    n: ranking.groups.findIndex((group) => group.includes(key)),
  };
}

function wasAlone(ranking: Ranking, n: number): boolean {
  return ranking.groups[n]?.length === 1;
}

function sorted(keys: string[], all: string[]): string[] {
  return [...keys].sort((a, b) => all.indexOf(a) - all.indexOf(b));
}
