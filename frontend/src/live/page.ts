// What the page tells its script: in which room, who reads, what may be done, and every word that the script says.

export interface Settings {
  room: string;
  /** What was announced last in the room when the page was drawn. */
  stamp: string;
  stage: string;
  /** The reader's id, null for a visitor. */
  me: number | null;
  /** The number of the version that is shown, null on other pages. */
  revision: number | null;
  may: string[];
}

export function readSettings(page: Document = document): Settings | null {
  const script = page.getElementById("live-settings");
  return script?.textContent ? (JSON.parse(script.textContent) as Settings) : null;
}

/** Words by key, `{…}` filled in; with `n`, the form for that number (`key_one`, `key_other`). */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const strings = JSON.parse(document.getElementById("live-words")?.textContent ?? "{}") as Record<string, string>;
  const plural = new Intl.PluralRules(document.documentElement.lang || "fr");
  const form = typeof values.n === "number" ? `${key}_${plural.select(values.n)}` : key;
  const text = strings[form] ?? strings[`${key}_other`] ?? strings[key] ?? "";
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}

/** The session's token against forged requests, from any form of the page. */
export function csrfToken(): string {
  const headers = document.body.getAttribute("hx-headers:inherited");
  const fromForm = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
  return fromForm ?? (headers ? (JSON.parse(headers) as Record<string, string>)["X-CSRFToken"] : "") ?? "";
}
