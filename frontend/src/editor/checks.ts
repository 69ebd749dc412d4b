// What the text still lacks, asked of the server again once the writing has rested: only it knows what counts.
const REST_MS = 2000;

export class Checks {
  private due = 0;
  private readonly list = document.querySelector<HTMLElement>("[data-checks]");

  /** `settled` says whether all that was written here is on the server. */
  constructor(private readonly settled: () => boolean) {}

  /** The text has changed, here or elsewhere. */
  touched(): void {
    if (!this.list) return;
    window.clearTimeout(this.due);
    this.due = window.setTimeout(() => void this.renew(), REST_MS);
  }

  private async renew(): Promise<void> {
    if (!this.settled()) return this.touched();
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [shown, fresh] = [[...this.list!.children], [...(page.querySelector("[data-checks]")?.children ?? [])]];
    if (shown.length !== fresh.length) return;
    // What has not changed stays, and the focus in it.
    shown.forEach((item, index) => item.outerHTML !== fresh[index]!.outerHTML && item.replaceWith(fresh[index]!));
  }
}
