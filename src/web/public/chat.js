// Keeps the newest line in sight, and the field ready for the next answer.
const lines = document.getElementById('lines');
const field = document.getElementById('text');
const trouble = document.getElementById('trouble');
let shown = lines.children.length;
const toEnd = () => lines.scrollTo({ top: lines.scrollHeight });
toEnd();
document.body.addEventListener('htmx:afterSettle', () => {
  if (lines.children.length !== shown) toEnd();
  shown = lines.children.length;
});

// What was asked for earlier may arrive later, and says less: lines are only ever added.
document.body.addEventListener('htmx:beforeSwap', (event) => {
  const { target, serverResponse = '' } = event.detail;
  if (target !== lines) return;
  const coming = serverResponse.split('class="line ').length - 1;
  if (coming < lines.querySelectorAll('.line').length) event.detail.shouldSwap = false;
});

// What went wrong, in words; null = nothing does any more.
const tell = (what) => {
  trouble.hidden = what === null;
  for (const each of trouble.children) each.hidden = each.dataset.of !== what;
  if (what !== null) toEnd(); // the notice takes room from the lines
};

// New messages come by themselves. The browser reconnects alone, except when it is refused: then somebody else is played here.
const news = new EventSource(lines.dataset.news);
news.addEventListener('message', () => htmx.trigger(lines, 'news'));
news.addEventListener('error', () => {
  if (news.readyState === EventSource.CLOSED) tell('ended');
});

// The field is free for the next answer as soon as this one leaves, and gets it back if it did not arrive.
// A voice note or a choice leaves what is being typed alone.
let leaving = '';
document.body.addEventListener('htmx:beforeRequest', (event) => {
  if (event.detail.elt !== field.form) return;
  leaving = '';
  if (event.detail.requestConfig.formData.has('voice')) return;
  leaving = field.value;
  field.value = '';
  field.focus();
});
document.body.addEventListener('htmx:afterOnLoad', (event) => {
  if (event.detail.successful && event.detail.elt !== lines && news.readyState !== EventSource.CLOSED) tell(null);
});
for (const failure of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
  document.body.addEventListener(failure, (event) => {
    if (event.detail.elt === lines) return; // it is asked for again with the next message
    tell(event.detail.xhr.status === 403 ? 'ended' : 'lost');
    if (event.detail.elt === field.form && field.value === '') field.value = leaving;
  });
}
