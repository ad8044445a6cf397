import { useReadable } from "~/lib/useReadable";

import { toasts } from "./toast";

export function Toasts() {
  const shown = useReadable(toasts);
  return (
    <div role="status">
      {shown.length > 0 && (
        <ol className="pointer-events-none fixed bottom-[calc(8rem+var(--covered))] left-1/2 z-50 flex w-max max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col items-center gap-2">
          {shown.map((toast) => (
            <li
              key={toast.id}
              className="animate-rise rounded-xl bg-ink px-4 py-2 text-center font-medium text-balance text-canvas shadow-float"
            >
              {toast.text}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
