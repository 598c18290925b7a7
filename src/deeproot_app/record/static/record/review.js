// The open proposal has the focus, on the page as it comes and when the next one comes up: it is read out, and keys act on it.
const look = () => document.activeElement === document.body && document.getElementById("open")?.focus({ preventScroll: true });

look();
document.addEventListener("htmx:afterSwap", look);

// What opens to be filled in takes the focus to its first field; Escape closes it and gives the focus back.
const first = "input:not([type=hidden]), select, textarea";

document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("details[data-focuses][open]")) target.querySelector(first)?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest("details[data-focuses][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
