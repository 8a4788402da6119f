// Keeps the newest line in sight, and the field ready for the next answer.
const lines = document.getElementById('lines');
const field = document.getElementById('text');
let shown = lines.children.length;
const toEnd = () => lines.scrollTo({ top: lines.scrollHeight });
toEnd();
document.body.addEventListener('htmx:afterSettle', () => {
  if (lines.children.length !== shown) toEnd();
  shown = lines.children.length;
});
// The field is free for the next answer as soon as this one leaves, and gets it back if it did not arrive.
let leaving = '';
document.body.addEventListener('htmx:beforeRequest', (event) => {
  if (event.detail.elt !== field.form) return;
  leaving = field.value;
  field.value = '';
  field.focus();
});
for (const failure of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
  document.body.addEventListener(failure, (event) => {
    if (event.detail.elt === field.form && field.value === '') field.value = leaving;
  });
}
