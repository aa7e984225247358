import { askBackVins } from './ask-back-vin.js';
import { chooseCountries } from './choose-country.js';
import { followBatches } from './follow-batch.js';
import { initAll } from './govuk-frontend.min.js';
import { keepFormInLanguages } from './keep-form.js';
import { sendUploads } from './send-upload.js';
import { showPages } from './show-page.js';
import { usePasskeys } from './use-passkey.js';

/** Improves the pages; all of them work without it. */
document.body.classList.add('js-enabled', 'govuk-frontend-supported');
showPages(improve);
offerPrintedDetails();
improve();

/** Improves what the page holds now: once when it is loaded, and again when another takes its place. */
function improve() {
  initAll();
  // The first that is asked whether a form may be sent: it asks back before anything says that it is being checked.
  askBackVins();
  for (const form of document.querySelectorAll('form[data-vinseal-progress]')) showProgress(form);
  sendUploads();
  keepTextInName();
  offerPrinting();
  listChosenFiles();
  offerSuggestions();
  chooseCountries();
  keepFormInLanguages();
  offerCopying();
  offerFilters();
  followBatches();
  usePasskeys();
}

/** Says that the check runs, and lets a form be sent once. */
function showProgress(form) {
  const status = document.getElementById(form.dataset.vinsealProgress);
  const button = form.querySelector('button[type="submit"]');
  let sent = false;
  const reset = () => {
    sent = false;
    button.removeAttribute('aria-disabled');
    status.textContent = '';
  };
  form.addEventListener('submit', (event) => {
    if (sent) {
      event.preventDefault();
      return event.stopImmediatePropagation();
    }
    sent = true;
    button.setAttribute('aria-disabled', 'true');
    status.textContent = status.dataset.text;
  });
  form.addEventListener('vinseal:answered', reset);
  // A browser that goes back may show the page as it was left.
  window.addEventListener('pageshow', reset);
}

/**
 * The upload button is named by its label, a hidden comma and its own text, in which that comma stands once more. Outside
 * the button it parts label and text only, and the name contains what is seen (WCAG 2.2, 2.5.3).
 */
function keepTextInName() {
  const comma = document.getElementById('file-comma');
  comma?.closest('button')?.before(comma);
}

/** Shows the print button. */
function offerPrinting() {
  for (const button of document.querySelectorAll('[data-vinseal-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}

/** Opens the folded parts on paper; of a check that passed the result is enough there. */
function offerPrintedDetails() {
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
