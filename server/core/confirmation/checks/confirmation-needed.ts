import { needForConfirmation } from '#core/confirmation/rules/export-180-days.ts';
import { choice, type LaterCheck, notReached, passed, skipped } from './check.ts';

const ID = 'confirmation-needed';

/** Whether the 180-day rule asks for a confirmation at all on the application date given. Informs; never changes the verdict. */
export const confirmationNeeded: LaterCheck = {
  id: ID,
  required: () => false,
  judge: ({ question, established: { document } }) => {
    if (document === null) return notReached(ID);
    const { applicationDate, vin } = question;
    const vehicles = vin === null ? document.content.vehicles : document.asked;
    if (applicationDate === null || vehicles.length === 0) return skipped(ID, 'need-not-asked');
    const answers = vehicles.map((vehicle) => needForConfirmation({ ...vehicle, applicationDate }));
    const count = answers.filter((answer) => answer.needed === true).length;
    const data = {
      date: applicationDate,
      count,
      total: vehicles.length,
      reason: answers.length === 1 ? choice(answers[0]?.reason ?? 'several') : 'several',
      lastDay:
        answers
          .map((answer) => answer.lastDayNeeded ?? '')
          .sort()
          .at(-1) ?? '',
    };
    return passed(ID, count > 0 ? 'confirmation-needed' : 'confirmation-not-needed', data);
  },
};
