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
document.body.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.requestConfig.verb === 'post') {
    field.value = '';
    field.focus();
  }
});
