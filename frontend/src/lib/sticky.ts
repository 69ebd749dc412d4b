// The bar of acts on phones leaves while what it leads to (data-until, a selector) is on the screen.

export function watch(root: ParentNode = document): void {
  for (const bar of root.querySelectorAll<HTMLElement>(".sticky[data-until]")) {
    const goal = document.querySelector(bar.dataset["until"] ?? "");
    if (!goal) continue;
    new IntersectionObserver(([entry]) => {
      bar.hidden = entry?.isIntersecting ?? false;
    }).observe(goal);
  }
}
