/** Shows how far a batch has come while it is being sealed; the page is loaded anew when it has ended. */
export function followBatches() {
  for (const part of document.querySelectorAll('[data-vinseal-batch-events]')) follow(part);
}

function follow(part) {
  const events = new EventSource(part.dataset.vinsealBatchEvents);
  const bar = part.querySelector('progress');
  const text = part.querySelector('[data-vinseal-batch-text]');
  events.addEventListener('progress', ({ data }) => {
    const progress = JSON.parse(data);
    bar.value = progress.percent;
    if (text.textContent !== progress.text) text.textContent = progress.text;
  });
  events.addEventListener('ended', () => {
    events.close();
    window.location.reload();
  });
  window.addEventListener('pagehide', () => events.close());
}
