/** Asks the browser for a passkey, where it knows them, and sends what it answers with the form. */
export function usePasskeys() {
  for (const form of document.querySelectorAll('form[data-vinseal-passkey]')) offer(form);
}

function offer(form) {
  const kind = form.dataset.vinsealPasskey;
  const read = readerOf(kind);
  if (read === undefined) return;
  const status = form.querySelector('[role="status"]');
  const button = form.querySelector('button[type="submit"]');
  const answer = form.elements.namedItem('answer');
  form.querySelector('[data-vinseal-passkey-missing]').hidden = true;
  button.hidden = false;
  let isAsking = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    status.textContent = '';
    try {
      const credential = await navigator.credentials[kind]({ publicKey: read(JSON.parse(form.dataset.options)) });
      answer.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      status.textContent = status.dataset.failed;
      isAsking = false;
    }
  });
  // A browser that goes back may show the page as it was left.
  window.addEventListener('pageshow', () => {
    isAsking = false;
  });
}

function readerOf(kind) {
  const { PublicKeyCredential: known } = window;
  const name = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
  return known?.[name]?.bind(known);
}
