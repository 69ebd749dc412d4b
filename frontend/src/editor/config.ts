// What the page tells the editor: addresses, who writes, what may be done, and every word that is shown.

export interface Person {
  name: string;
  partner: string;
  /** A writer's colour, "1" to "4" (or a word that ends so). */
  colour: string;
}

export interface Config {
  /** Id of the person: what this browser keeps of the text is kept for it alone. */
  userId: string;
  /** Path of the shared document's socket, `/ws/documents/<id>`. */
  documentUrl: string;
  /** Address of the margin threads, or null where there are none. */
  threadsUrl: string | null;
  /** Path of the page's room, `/ws/rooms/<name>/`, or null. */
  room: string | null;
  /** Where it is told how far the text was seen, or null. */
  seenUrl?: string | null;
  user: Person;
  writable: boolean;
  /** Why it is not writable, in words, when it is not. */
  readonlyReason?: string;
}

export function readConfig(): Config {
  const script = document.getElementById("editor-config");
  if (!script?.textContent) throw new Error("the page gives no #editor-config");
  return JSON.parse(script.textContent) as Config;
}

/** The words of the page's `<template id="editor-words-template">`, by key. */
export function readWords(): Words {
  const { content } = element<HTMLTemplateElement>("editor-words-template");
  const strings: Record<string, string> = {};
  for (const word of content.querySelectorAll<HTMLElement>("[data-key]")) strings[word.dataset.key!] = word.textContent;
  return words(strings, document.documentElement.lang || "fr");
}

/** An element that the page must have; docs/editor.md lists them. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as E;
}

export type Words = (key: string, values?: Record<string, string | number>) => string;

/** Words of the page with `{name}` filled in; with `n`, the key's form for that number (`key_one`, `key_other`). */
export function words(strings: Record<string, string>, locale: string): Words {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (key, values = {}) => {
    const { n } = values;
    const form = typeof n === "number" ? `${key}_${plural.select(n)}` : key;
    const text = strings[form] ?? strings[`${key}_other`] ?? strings[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values[name];
      return typeof value === "number" ? number.format(value) : String(value ?? "");
    });
  };
}
