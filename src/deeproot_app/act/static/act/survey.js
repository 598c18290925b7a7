// A question that hangs on another is asked as soon as the answer leads to it; without a script the next page asks it.
const form = document.querySelector("form[data-survey]");

const given = (name) => {
  const field = form.querySelector(`[name="${name}"]:checked, textarea[name="${name}"]`);
  return field && !field.closest("fieldset").disabled ? field.value.trim() : "";
};

const leadsTo = ({ after, least, most, oneOf }) => {
  const said = given(after);
  if (!said) return false;
  if (oneOf) return oneOf.split(" ").includes(said);
  return (least === "" || Number(said) >= Number(least)) && (most === "" || Number(said) <= Number(most));
};

const follow = () => {
  for (const question of form.querySelectorAll("fieldset[data-after]")) {
    const asked = leadsTo(question.dataset);
    question.hidden = !asked;
    question.disabled = !asked;
  }
};

if (form) {
  form.addEventListener("input", follow);
  follow();
}
