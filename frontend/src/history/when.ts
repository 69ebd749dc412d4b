// A moment in words, in the alliance's time zone, as the server sets it: 12 novembre 2026 à 14 h 05.

/** Says moments (ISO 8601) in this language. */
export function momentWords(lang: string, timeZone: string): (iso: string) => string {
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone });
  const clock = new Intl.DateTimeFormat(lang, { timeStyle: "short", timeZone });
  if (!lang.startsWith("fr")) return (iso) => `${day.format(new Date(iso))}, ${clock.format(new Date(iso))}`;
  return (iso) => {
    const [hour, minute] = clock.format(new Date(iso)).split(":");
    return `${day.format(new Date(iso))} à ${Number(hour)}\u00a0h${minute === "00" ? "" : `\u00a0${minute}`}`;
  };
}
