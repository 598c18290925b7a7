// Choosing in a filter submits it, so that nobody looks for a button; without JavaScript the form keeps its own.
document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-submits] :is(select, input[type=checkbox], input[type=date])")) target.form.requestSubmit();
});
