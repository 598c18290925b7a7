// The menu of a narrow screen is a popover: opened, it takes the focus; what opens in place closes on Escape or a click elsewhere.
document.getElementById("menu")?.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("a")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.confirm[open]")) {
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.confirm[open]")) if (!open.contains(event.target)) open.open = false;
});
