import { COUNTRIES } from './countries.js';

const OTHER = new Map(COUNTRIES.map(([code, codes, names]) => [code, { codes, names }]));

/**
 * Makes of each select of countries a field with a list that narrows while one types: a name in any of our languages, or a
 * code of two or three letters (the pattern “editable combobox with list autocomplete” of the ARIA authoring practices).
 * What stands in the field is what is sent: the server reads names as well as codes.
 */
export function chooseCountries() {
  for (const select of document.querySelectorAll('select[data-vinseal-countries]')) replace(select);
}

function replace(select) {
  const choices = readChoices(select);
  const box = element('div', { className: 'vinseal-country' });
  const input = element('input', {
    type: 'text',
    id: select.id,
    name: select.name,
    autocomplete: 'off',
    spellcheck: false,
    className: `govuk-input${select.classList.contains('govuk-select--error') ? ' govuk-input--error' : ''}`,
    value: select.value === '' ? select.dataset.typed : select.selectedOptions[0].text,
  });
  const list = element('ul', { id: `${select.id}-list`, className: 'vinseal-country__list', hidden: true });
  const status = element('span', { className: 'govuk-visually-hidden' });
  setAll(input, {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-describedby': select.getAttribute('aria-describedby'),
  });
  setAll(list, { role: 'listbox', 'aria-label': select.labels[0].textContent });
  setAll(status, { role: 'status' });
  box.append(input, list, status);
  const found = select.dataset.found;
  select.replaceWith(box);
  drive({ input, list, status, choices, found });
}

/** The choices in the order of the select, each once, with everything that may be typed for it. */
function readChoices(select) {
  const choices = new Map();
  for (const { value, text } of select.options) {
    const { codes, names } = OTHER.get(value) ?? { codes: [], names: [] };
    if (value === '' || choices.has(value)) continue;
    const all = [text, ...names];
    choices.set(value, { text, codes, all, names: all.map(fold), isLast: false });
  }
  const frequent = select.querySelector('optgroup')?.children.length ?? 0;
  const all = [...choices.values()];
  if (all[frequent - 1] !== undefined) all[frequent - 1].isLast = true;
  return all;
}

/** Case and accents do not matter. */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** How well a choice answers what was typed, 0 the best; null for not at all. */
function rank({ codes, names }, typed) {
  if (codes.some((code) => fold(code) === typed) || names.includes(typed)) return 0;
  if (names[0].startsWith(typed)) return 1;
  if (names.some((name) => name.startsWith(typed))) return 2;
  if (names.some((name) => name.includes(` ${typed}`))) return 3;
  if (names.some((name) => name.includes(typed))) return 4;
  return null;
}

function matching(choices, text) {
  const typed = fold(text);
  if (typed === '') return choices;
  return choices
    .map((choice) => ({ choice, place: rank(choice, typed) }))
    .filter(({ place }) => place !== null)
    .sort((a, b) => a.place - b.place)
    .map(({ choice }) => choice);
}

function drive({ input, list, status, choices, found }) {
  let active = -1;
  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  function open(text, at) {
    const matches = matching(choices, text);
    list.replaceChildren(...matches.map((choice, place) => optionOf(choice, `${list.id}-${place}`, text)));
    list.hidden = matches.length === 0;
    list.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = found.replace('%{count}', String(matches.length));
    activate(at);
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(-1);
  }

  function activate(at) {
    const all = options();
    active = all.length === 0 || list.hidden ? -1 : Math.min(at, all.length - 1);
    for (const [place, option] of all.entries()) option.setAttribute('aria-selected', String(place === active));
    if (active < 0) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', all[active].id);
    all[active].scrollIntoView({ block: 'nearest' });
  }

  function choose(option) {
    input.value = option.dataset.text;
    close();
  }

  const keys = {
    ArrowDown: () => (isOpen() ? activate(active + 1) : open(input.value, 0)),
    ArrowUp: () => (isOpen() ? activate(Math.max(active - 1, 0)) : open(input.value, choices.length)),
    Escape: () => {
      if (!isOpen()) input.value = '';
      close();
    },
    Enter: () => choose(options()[active]),
  };

  input.addEventListener('input', () => open(input.value, input.value.trim() === '' ? -1 : 0));
  input.addEventListener('click', () => (isOpen() ? close() : open('', -1)));
  input.addEventListener('blur', () => {
    close();
    spellCode(input, choices);
  });
  input.addEventListener('keydown', (event) => {
    const isChoice = event.key !== 'Enter' || (isOpen() && active >= 0);
    if (!(event.key in keys) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !isChoice)
      return;
    event.preventDefault();
    keys[event.key]();
  });
  // The field keeps the focus while somebody points at the list.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const option = target.closest('[role="option"]');
    if (option !== null) choose(option);
  });
}

/** A code, or a name in another language, becomes the name in this one: what is sent is what people read. */
function spellCode(input, choices) {
  const typed = fold(input.value);
  const exact = typed === '' ? undefined : choices.find((choice) => rank(choice, typed) === 0);
  if (exact !== undefined) input.value = exact.text;
}

/** The name, and behind it the codes, with the name in another language where that was typed. */
function optionOf({ text, codes, all, names, isLast }, id, typed) {
  const wanted = fold(typed);
  const isEnd = isLast && wanted === '';
  const option = element('li', {
    id,
    className: `vinseal-country__option${isEnd ? ' vinseal-country__option--last' : ''}`,
  });
  setAll(option, { role: 'option', 'aria-selected': 'false' });
  option.dataset.text = text;
  const other = names[0].includes(wanted) ? undefined : all.find((_, place) => names[place].includes(wanted));
  const behind = element('span', { className: 'vinseal-country__codes' });
  behind.textContent = [codes.join(' '), ...(other === undefined ? [] : [other])].join(' · ');
  option.append(text, ' ', behind);
  return option;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function setAll(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}
