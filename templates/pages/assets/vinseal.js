import { initAll } from './govuk-frontend.min.js';

/** Improves the pages; all of them work without it. */
document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
for (const form of document.querySelectorAll('form[data-vinseal-progress]')) showProgress(form);
keepTextInName();
offerPrinting();
listChosenFiles();
offerSuggestions();
lookAtVin();
offerCopying();
offerFilters();

/** Says that the check runs, and lets a form be sent once. */
function showProgress(form) {
  const status = document.getElementById(form.dataset.vinsealProgress);
  const button = form.querySelector('button[type="submit"]');
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    button.setAttribute('aria-disabled', 'true');
    status.textContent = status.dataset.text;
  });
  // A browser that goes back may show the page as it was left.
  window.addEventListener('pageshow', () => {
    sent = false;
    button.removeAttribute('aria-disabled');
    status.textContent = '';
  });
}

/**
 * The upload button is named by its label, a hidden comma and its own text, in which that comma stands once more. Outside
 * the button it parts label and text only, and the name contains what is seen (WCAG 2.2, 2.5.3).
 */
function keepTextInName() {
  const comma = document.getElementById('file-comma');
  comma?.closest('button')?.before(comma);
}

/** Shows the print button, and opens the folded parts on paper; of a check that passed the result is enough there. */
function offerPrinting() {
  for (const button of document.querySelectorAll('[data-vinseal-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.govuk-details:not([open])')];
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}

/** Names the chosen files where there are several: the control itself only counts them. */
function listChosenFiles() {
  const input = document.querySelector('input[type="file"]');
  const list = document.getElementById('chosen-files');
  if (input === null || list === null) return;
  input.addEventListener('change', () => {
    const names = [...input.files].map((file) => file.name);
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement('li'), { textContent: name })));
    list.hidden = names.length < 2;
  });
}

/** Buttons that put what was perhaps meant into its field. */
function offerSuggestions() {
  for (const group of document.querySelectorAll('[data-vinseal-suggestions]')) {
    const input = document.getElementById(group.dataset.vinsealSuggestions);
    group.hidden = false;
    group.addEventListener('click', ({ target }) => {
      if (target.tagName !== 'BUTTON') return;
      input.value = target.value;
      input.focus();
    });
  }
}

/** Says before anything is sent, and chosen files are lost, that a VIN will be asked back. The server alone decides. */
function lookAtVin() {
  for (const status of document.querySelectorAll('[data-vinseal-look-again]')) {
    const input = document.getElementById(status.dataset.vinsealLookAgain);
    input.addEventListener('change', () => {
      const vin = input.value
        .normalize('NFKC')
        .toUpperCase()
        .replaceAll(/[\s.-]/g, '');
      status.textContent = vin === '' || /^[A-HJ-NPR-Z0-9]{17}$/.test(vin) ? '' : status.dataset.text;
    });
  }
}

/** Buttons that copy the address of a result. */
function offerCopying() {
  for (const button of document.querySelectorAll('[data-vinseal-copy]')) {
    if (navigator.clipboard === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', () => copy(button, button.dataset.vinsealCopy));
  }
}

/** A list of VINs that can be filtered by a part of one, and copied as it is shown. */
function offerFilters() {
  for (const tools of document.querySelectorAll('[data-vinseal-list]')) {
    const items = [...document.getElementById(tools.dataset.vinsealList).children];
    const vinOf = (item) => item.querySelector('.vinseal-vin').textContent;
    const input = tools.querySelector('input');
    const count = tools.querySelector('[role="status"]');
    const button = tools.querySelector('button');
    tools.hidden = false;
    button.hidden = navigator.clipboard === undefined;
    input.addEventListener('input', () => {
      const part = input.value.toUpperCase().replaceAll(/[\s-]/g, '');
      for (const item of items) item.hidden = !vinOf(item).includes(part);
      count.textContent = `${items.filter((item) => !item.hidden).length} / ${items.length}`;
    });
    button.addEventListener('click', () => {
      const shown = items.filter((item) => !item.hidden);
      copy(button, shown.map(vinOf).join('\n'));
    });
  }
}

/** Says so on the button when it is done. */
async function copy(button, text) {
  const before = button.textContent;
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = before;
  }, 2_000);
}
