// In a list marked data-list, j and k go from row to row (data-row), Enter opens the row's first link.
let at = -1;

const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];

function go(step) {
  const all = rows();
  if (!all.length) return;
  all[at]?.classList.remove("at");
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all[at].classList.add("at");
  all[at].scrollIntoView({ block: "nearest" });
  all[at].querySelector("a, button, summary")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("deeproot-shortcuts-off")) return;
  if (event.key === "j") go(1);
  if (event.key === "k") go(-1);
});
