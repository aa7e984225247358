import { readPage, showPage } from './show-page.js';

/** A change of the language keeps what is typed, and the files that are chosen; without scripts, what was sent. */
export function keepFormInLanguages() {
  if (document.querySelector('[data-vinseal-keep]') === null) return;
  for (const choice of document.querySelectorAll('.govuk-language-navigation__link')) {
    choice.addEventListener('click', (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      change(choice);
    });
  }
}

async function change(choice) {
  const address = choice.href ?? choice.formAction;
  try {
    const target = new URL(address);
    const answer = await fetch(target.pathname, { method: 'POST', body: typed() });
    const page = readPage(await answer.text());
    if (page === null) return leave(choice, address);
    showPage(page, address, 'same');
  } catch {
    leave(choice, address);
  }
}

/** Every field of the forms as it stands, but for files; a number stands in both forms of a page once. */
function typed() {
  const fields = new URLSearchParams();
  for (const form of document.querySelectorAll('[data-vinseal-keep] form')) {
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.set(name, value);
  }
  fields.set('kept', document.querySelector('.govuk-error-summary') === null ? 'form' : 'errors');
  return fields;
}

/** As without scripts. */
function leave(choice, address) {
  if (choice.form) return choice.form.requestSubmit(choice);
  window.location.assign(address);
}
