/**
 * The operators of content streams (ISO 32000-2, table A.1), without those of inline images. Viewers do not agree on any
 * other word: some pass it over, pdf.js takes it apart into the operators that it begins with.
 */
export const OPERATORS: ReadonlySet<string> = new Set(
  [
    'q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T*',
    'Tj TJ \' " d0 d1 CS cs SC SCN sc scn G g RG rg K k sh Do MP DP BMC BDC EMC BX EX',
  ].flatMap((line) => line.split(' ')),
);
