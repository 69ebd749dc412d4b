// Tells the server, whenever the page is left or hidden, up to which change its text stood on the screen.

/** `sequence` gives the line of the log that is shown now, 0 before the text came. */
export function tellWhenLeaving(url: string, sequence: () => number): void {
  let told = 0;
  document.addEventListener("visibilitychange", () => {
    const at = sequence();
    if (document.visibilityState !== "hidden" || at <= told) return;
    told = at;
    // Sent whole even while the page goes away; nobody waits for the answer.
    void fetch(url, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": csrfToken() },
      body: new URLSearchParams({ at: String(at) }),
    }).catch(() => undefined);
  });
}

function csrfToken(): string {
  const headers = document.body.getAttribute("hx-headers:inherited");
  return headers ? ((JSON.parse(headers) as Record<string, string>)["X-CSRFToken"] ?? "") : "";
}
