import { TIDY_EVERY } from '../../ports/limits.ts';

/** Gives a function that is called with every take and tidies up with every so many of them. */
export function tidyRegularly(tidy: () => void, every = TIDY_EVERY): () => void {
  let takes = 0;
  return () => {
    takes += 1;
    if (takes % every === 0) tidy();
  };
}
