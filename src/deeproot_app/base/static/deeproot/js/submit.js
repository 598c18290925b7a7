// Choosing in a filter submits it, so that nobody looks for a button; without JavaScript the form keeps its own.
for (const form of document.querySelectorAll("form[data-submits]")) {
  form.querySelector("[data-submits-without]")?.setAttribute("hidden", "");
  form.addEventListener("change", (event) => event.target.matches("select, input[type=checkbox], input[type=date]") && form.requestSubmit());
}
