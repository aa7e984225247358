import { readVin } from './read-vin.js';

/**
 * Asks a VIN back before anything is sent, and chosen files with it. The server alone decides: of a wrong check digit, whoever
 * insists is believed. Nothing is said before somebody sends: a message that pushes the button away would take the click.
 */
export function askBackVins() {
  for (const message of document.querySelectorAll('[data-vinseal-typed]')) askBack(message);
}

function askBack(message) {
  const input = document.getElementById(message.dataset.vinsealTyped);
  let asked = '';
  input.before(message);
  input.addEventListener('input', () => {
    if (message.textContent !== '') tell(message, input);
  });
  input.form.addEventListener('submit', (event) => {
    const { vin, problem } = tell(message, input);
    if (problem === null || (problem === 'check-digit' && vin === asked)) return;
    asked = vin;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  });
}

/** Says what is odd about the VIN, with a button for what was perhaps meant, in place of what the server said of another. */
function tell(message, input) {
  const read = readVin(input.value);
  const isOdd = read.problem !== null;
  document.getElementById(`${input.id}-error`)?.remove();
  document.querySelector(`[data-vinseal-suggestions="${input.id}"]`)?.remove();
  message.replaceChildren(...(isOdd ? [textOf(message, read)] : []), ...suggestion(message, input, read.meant));
  message.closest('.govuk-form-group').classList.toggle('govuk-form-group--error', isOdd);
  input.classList.toggle('govuk-input--error', isOdd);
  input.setAttribute('aria-invalid', String(isOdd));
  describe(input, message.id, isOdd);
  return read;
}

function textOf({ dataset }, { problem, count, characters }) {
  const { length, scanned, checkDigit } = dataset;
  if (problem === 'length') return length.replace('%{count}', String(count));
  if (problem === 'characters') return dataset.characters.replace('%{characters}', () => characters.join(' '));
  return problem === 'scanned' ? scanned : checkDigit;
}

function suggestion(message, input, vin) {
  if (vin === null) return [];
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'govuk-button govuk-button--secondary vinseal-flush' });
  button.textContent = message.dataset.use.replace('%{vin}', vin);
  button.addEventListener('click', () => {
    input.value = vin;
    input.focus();
    tell(message, input);
  });
  return [' ', button];
}

function describe(input, id, isDescribed) {
  const former = (input.getAttribute('aria-describedby') ?? '').split(' ');
  const others = former.filter((other) => other !== '' && other !== id && document.getElementById(other) !== null);
  input.setAttribute('aria-describedby', [...others, ...(isDescribed ? [id] : [])].join(' '));
}
