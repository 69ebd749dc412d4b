// A support with a reservation asks for its words before it is sent; the style sheet hides their field otherwise.

export function askForReservations(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.giving")) {
    const words = form.querySelector("textarea");
    const reservation = form.querySelector<HTMLInputElement>("input[value=reservation]");
    if (!words || !reservation) continue;
    const ask = () => (words.required = reservation.checked);
    form.addEventListener("change", ask);
    ask();
  }
}
