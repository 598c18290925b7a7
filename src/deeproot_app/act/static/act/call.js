// What is typed is kept by htmx; where that fails, the page says so instead of showing an old hour.
const kept = document.getElementById("kept");

function failed() {
  if (kept) kept.textContent = "Not kept: no connection. What you type is still here; it is kept with your next word.";
}

document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);
