/** Signs with @signpdf: P12 (no passphrase), then pairs of input and output. A line a pair: ok, or why not. `jspdf` as input makes a page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, p12, ...files] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { jsPDF } = require('jspdf');
const { plainAddPlaceholder } = require('@signpdf/placeholder-plain');
const { P12Signer } = require('@signpdf/signer-p12');
const { SignPdf } = require('@signpdf/signpdf');

async function signed(source) {
  const pdfBuffer = readFileSync(source);
  const placed = plainAddPlaceholder({ pdfBuffer, reason: 'test', contactInfo: '', name: 'TEST', location: '' });
  return new SignPdf().sign(placed, new P12Signer(readFileSync(p12)));
}

function made() {
  const document = new jsPDF();
  document.text('TEST', 10, 10);
  return Buffer.from(document.output('arraybuffer'));
}

for (let at = 0; at + 1 < files.length; at += 2) {
  try {
    writeFileSync(files[at + 1], files[at] === 'jspdf' ? made() : await signed(files[at]));
    process.stdout.write('ok\n');
  } catch (fault) {
    process.stdout.write(`${String(fault.message).replaceAll('\n', ' ')}\n`);
  }
}
