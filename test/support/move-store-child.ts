/** One move of a registry in a process of its own, which kills itself at a step. Arguments as JSON. */
import type { MoveRequest } from '../../server/compose/move/move-request.ts';
import { moveStore } from '../../server/compose/move/move-store.ts';

const { request, dieAt } = JSON.parse(process.argv[2] ?? '') as {
  readonly request: MoveRequest;
  readonly dieAt: string;
};
await moveStore({
  ...request,
  onStep: (step) => {
    if (step === dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
