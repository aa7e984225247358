/** Pages that were shown in this document, by the number that the history keeps of them. */
const shown = [];
let improve = () => undefined;

/** Lets answers be shown in place of the page, and the button Back show what stood there, with all that was typed and chosen. */
export function showPages(improvePage) {
  improve = improvePage;
  window.addEventListener('popstate', ({ state }) => {
    const page = shown[state?.vinseal ?? 0];
    if (page === undefined) return window.location.reload();
    put(page);
  });
}

/** Whether an answer is a page of ours: something on the way may answer in its stead. */
export function readPage(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return page.getElementById('main-content') === null ? null : page;
}

/**
 * Shows a page that came as an answer. What was chosen stays chosen where the page has a field for files. `step` is `next`,
 * so that Back leads here, or `same`, for the same page in another language.
 */
export function showPage(page, address, step) {
  const files = document.querySelector('input[type="file"]')?.files;
  const at = history.state?.vinseal ?? 0;
  shown[at] = current();
  const to = step === 'next' ? at + 1 : at;
  shown.length = to;
  shown[to] = { nodes: [...page.body.children], title: page.title, lang: page.documentElement.lang };
  history[step === 'next' ? 'pushState' : 'replaceState']({ vinseal: to }, '', address);
  put(shown[to]);
  improve();
  keepFiles(files);
  if (document.querySelector('.govuk-error-summary') === null) document.getElementById('main-content').focus();
}

function current() {
  return { nodes: [...document.body.children], title: document.title, lang: document.documentElement.lang };
}

function put({ nodes, title, lang }) {
  document.documentElement.lang = lang;
  document.title = title;
  document.body.replaceChildren(...nodes);
  window.scrollTo(0, 0);
}

function keepFiles(files) {
  const input = document.querySelector('input[type="file"]');
  if (input === null || !files?.length) return;
  input.files = files;
  input.dispatchEvent(new Event('change'));
  document.querySelector('[data-vinseal-files-lost]')?.remove();
}
