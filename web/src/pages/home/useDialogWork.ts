import { useState } from "react";

import { messageOf } from "~/api/errors";

/** What a dialog has carried out: it closes afterwards, or says what was wrong. */
export function useDialogWork(onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const carryOut = async (
    what: () => Promise<unknown>,
    wordOf: (error: unknown) => string = messageOf,
  ): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
      onClose();
    } catch (error) {
      setProblem(wordOf(error));
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, carryOut };
}
