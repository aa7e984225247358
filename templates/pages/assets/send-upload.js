import { readPage, showPage } from './show-page.js';

/** Sends chosen files with their progress in view; a form without files, and a second try, go as forms always do. */
export function sendUploads() {
  for (const form of document.querySelectorAll('form[data-vinseal-upload]')) {
    form.addEventListener('submit', (event) => {
      const input = form.querySelector('input[type="file"]');
      if (event.defaultPrevented || input.files.length === 0 || 'plain' in form.dataset) return;
      event.preventDefault();
      send(form);
    });
  }
}

function send(form) {
  const request = new XMLHttpRequest();
  const progress = showUpload(form, request.upload);
  request.addEventListener('load', () => {
    progress.hidden = true;
    if (!showAnswer(form, request)) tellBroken(form);
  });
  request.addEventListener('error', () => {
    progress.hidden = true;
    tellBroken(form);
  });
  request.open('POST', form.action);
  request.send(new FormData(form));
}

/** How much has been sent, as a bar and in words; the bar is there until all is sent. */
function showUpload(form, upload) {
  const progress = document.getElementById('upload-progress');
  const [bar, text] = progress.children;
  const status = document.getElementById(form.dataset.vinsealProgress);
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' });
  const show = (part) => {
    bar.value = part;
    text.textContent = percent.format(part);
  };
  show(0);
  upload.addEventListener('loadstart', () => {
    status.textContent = form.dataset.uploading;
    progress.hidden = false;
  });
  upload.addEventListener('progress', ({ loaded, total }) => show(total === 0 ? 0 : loaded / total));
  upload.addEventListener('load', () => {
    status.textContent = status.dataset.text;
    progress.hidden = true;
  });
  return progress;
}

/** The answer is shown here under its own address, and what was chosen stays chosen for the way back. */
function showAnswer(form, request) {
  const page = readPage(request.responseText);
  if (page === null) return false;
  form.dispatchEvent(new Event('vinseal:answered'));
  showPage(page, request.responseURL, 'next');
  return true;
}

/** The next try is left to the browser: whatever hinders a script does not hinder a form. */
function tellBroken(form) {
  form.dispatchEvent(new Event('vinseal:answered'));
  form.dataset.plain = '';
  document.getElementById(form.dataset.vinsealProgress).textContent = form.dataset.broken;
}
