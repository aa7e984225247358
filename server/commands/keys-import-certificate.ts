import { certificatesOfPem } from '#core/asn1/pem.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { type Command, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportProblem } from './report.ts';
import { reportKey, withKeyOffice } from './with-key-office.ts';

/** `keys import-certificate ID FILE.pem…`: what the certification authority issued. */
export const keysImportCertificate: Command = {
  name: 'keys import-certificate',
  operands: 'ID FILE.pem…',
  doc: 'take the certificate that the authority issued, with those of the authorities between',
  arity: [2, 20],
  options: BY_OPTION,
  run: async (input, context) => {
    const [keyId = '', ...files] = input.positionals;
    const actor = terminalActor(input, 'keys import-certificate');
    const certificates: Uint8Array[] = [];
    for (const file of files) {
      const read = await readInputFile(file);
      if (read.kind !== 'read') {
        context.complain(`vinseal: ${file}: ${UNREADABLE_FILE[read.code]}`);
        return EXIT.noInput;
      }
      const found = certificatesOfPem(new TextDecoder().decode(read.bytes));
      if (found.length === 0) return reportProblem(refuse('certificate-file-not-valid').problem, context);
      certificates.push(...found);
    }
    return withKeyOffice(context, async (office) =>
      reportKey(await office.importCertificate(keyId, certificates, actor), context),
    );
  },
};
