/** Pages that were shown in this document, by the number that the history keeps of them. */
const shown = [];
/** The number of the page that is here now. */
let at = history.state?.vinseal ?? 0;
let improve = () => undefined;

/** Lets answers be shown in place of the page, and the button Back show what stood there, with all that was typed and chosen. */
export function showPages(improvePage) {
  improve = improvePage;
  window.addEventListener('popstate', ({ state }) => {
    // A link within the page, such as the one to its content, leads nowhere else.
    if (state?.vinseal === undefined) return;
    at = state.vinseal;
    const page = shown[at];
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
  shown[at] = current();
  // The entry that Back leads to, whatever link within the page it came from.
  history.replaceState({ vinseal: at }, '');
  if (step === 'next') at += 1;
  shown.length = at;
  shown[at] = { nodes: [...page.body.children], title: page.title, lang: page.documentElement.lang };
  history[step === 'next' ? 'pushState' : 'replaceState']({ vinseal: at }, '', address);
  put(shown[at]);
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
