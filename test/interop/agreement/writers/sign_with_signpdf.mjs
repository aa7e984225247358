/** Signs with @signpdf: P12 (no passphrase), then pairs of input and output. A line a pair: ok, or why not. `jspdf` and `pdfkit` as input make a page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, p12, ...files] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { jsPDF } = require('jspdf');
const PDFKit = require('pdfkit');
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

async function madeByPdfKit() {
  const document = new PDFKit();
  const parts = [];
  document.on('data', (part) => parts.push(part));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.text('TEST');
  document.initForm();
  document.formText('text', 10, 200, 100, 20, { value: 'value' });
  document.end();
  await ended;
  return Buffer.concat(parts);
}

const MAKERS = { jspdf: made, pdfkit: madeByPdfKit };

for (let at = 0; at + 1 < files.length; at += 2) {
  try {
    writeFileSync(files[at + 1], await (MAKERS[files[at]]?.() ?? signed(files[at])));
    process.stdout.write('ok\n');
  } catch (fault) {
    process.stdout.write(`${String(fault.message).replaceAll('\n', ' ')}\n`);
  }
}
