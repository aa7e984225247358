import type { PasswordJudge } from '../ports/accounts.ts';

/** What is tried first in Chinese and Russian, which the lists of the package lack: rows of keys, words, numbers that sound like words. */
const OTHER_LANGUAGES = [
  ...['йцукенгшщзхъ', 'йцукенгшщз', 'йцукенг', 'йцукен', 'фывапролджэ', 'фывапролд', 'фывапро', 'фыва'],
  ...['ячсмитьбю', 'ячсмить', 'пароль', 'привет', 'любовь', 'солнышко', 'администратор', 'россия', 'москва'],
  ...['woaini', 'aini', 'zhongguo', 'beijing', 'mima', 'guanliyuan', '5201314', '1314520', '1314', '520', '168'],
  ...['密码', '我爱你', '中国', '北京', '管理员', '你好', '登录'],
];
/** What follows is not looked at, so that no password takes long: some 50 ms at most. */
const LONGEST_JUDGED = 64;
/** Guesses that somebody needs who knows all this. Ten thousand million: far more than the limits allow. */
const LEAST_GUESSES = 1e10;

type Estimate = (password: string, ownWords: readonly string[]) => number;

/** Judges passwords by an estimate of the guesses that they take. Its lists (2 MB) are loaded with the first one. */
export function openPasswordJudge(): PasswordJudge {
  let loading: Promise<Estimate> | null = null;
  return {
    isGuessable: async (password, ownWords) => {
      loading ??= loadEstimate();
      const estimate = await loading;
      return estimate(password.normalize('NFC'), ownWords) < LEAST_GUESSES;
    },
  };
}

async function loadEstimate(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary: { ...dictionary, 'other-languages': OTHER_LANGUAGES },
    graphs: adjacencyGraphs,
    maxLength: LONGEST_JUDGED,
  });
  return (password, ownWords) => judge.check(password, [...ownWords]).guesses;
}
