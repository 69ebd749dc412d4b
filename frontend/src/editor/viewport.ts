// The on-screen keyboard: the room keeps to what is left of the screen, so that the toolbar stays above the keys.

export function fitKeyboard(): void {
  const { visualViewport } = window;
  if (!visualViewport) return;
  const fit = () => {
    const covered = window.innerHeight - visualViewport.height > 80 && visualViewport.scale === 1;
    const { style } = document.documentElement;
    if (covered) style.setProperty("--room", `${visualViewport.height}px`);
    else style.removeProperty("--room");
    if (covered) window.scrollTo(0, 0);
  };
  visualViewport.addEventListener("resize", fit);
}
