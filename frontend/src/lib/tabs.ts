// On a phone a row of tabs scrolls sideways: the present one is brought into sight.

export function showCurrent(root: ParentNode = document): void {
  for (const tab of root.querySelectorAll<HTMLElement>(".tabset > [aria-current]")) {
    const row = tab.parentElement!;
    const [here, around] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += here.left - around.left - (around.width - here.width) / 2;
  }
}
