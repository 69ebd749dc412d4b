// Where files that are dropped together go: each to the place of its format, and no two to the same one.

/** The place of each file, null where none is left. `formats` are those that the files say they have, `places` all that
 * there are, `under` the one beneath the pointer, `full` those where a file stands already. */
export function placesFor(
  formats: (string | undefined)[],
  places: string[],
  under: string | undefined,
  full: string[],
): (string | null)[] {
  const found: (string | null)[] = formats.map(() => null);
  const take = (n: number, place: string | undefined): void => {
    if (place !== undefined && found[n] === null && places.includes(place) && !found.includes(place)) found[n] = place;
  };
  formats.forEach((format, n) => take(n, format));
  formats.forEach((_format, n) => {
    take(n, under);
    for (const place of places) if (!full.includes(place)) take(n, place);
    for (const place of places) take(n, place);
  });
  return found;
}
