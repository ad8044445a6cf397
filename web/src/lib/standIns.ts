// Makes up for what a browser may lack, forbid or break, where something plain can take its place. What
// cannot be made up for is in `~/devices/support`. Import it before anything that uses these.

/** Kept while the page is open: where a browser keeps nothing for pages, or throws when it is asked to. */
class ShortMemory implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  clear(): void {
    this.#items.clear();
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

function keeps(name: "localStorage" | "sessionStorage"): boolean {
  try {
    const storage = window[name];
    storage.setItem("meetd.probe", "");
    storage.removeItem("meetd.probe");
    return true;
  } catch {
    return false;
  }
}

/** Browsers have it at secure addresses only. */
function randomUUID(): ReturnType<Crypto["randomUUID"]> {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4, variant 1 (RFC 9562).
  bytes.set([((bytes[6] ?? 0) & 0x0f) | 0x40], 6);
  bytes.set([((bytes[8] ?? 0) & 0x3f) | 0x80], 8);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Sizes change with the window, mostly. */
class WindowResizeObserver implements ResizeObserver {
  readonly #elements = new Set<Element>();
  readonly #callback: ResizeObserverCallback;
  readonly #onResize = (): void => this.#tell([...this.#elements]);

  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }

  observe(element: Element): void {
    if (this.#elements.size === 0) window.addEventListener("resize", this.#onResize);
    this.#elements.add(element);
    requestAnimationFrame(() => this.#tell([element]));
  }

  unobserve(element: Element): void {
    this.#elements.delete(element);
    if (this.#elements.size === 0) window.removeEventListener("resize", this.#onResize);
  }

  disconnect(): void {
    for (const element of this.#elements) this.unobserve(element);
  }

  #tell(elements: Element[]): void {
    const entries = elements
      .filter((element) => this.#elements.has(element))
      .map((target) => {
        const { clientWidth: width, clientHeight: height } = target;
        const size = [{ inlineSize: width, blockSize: height }];
        return {
          target,
          contentRect: new DOMRect(0, 0, width, height),
          borderBoxSize: size,
          contentBoxSize: size,
          devicePixelContentBoxSize: size,
        };
      });
    if (entries.length > 0) this.#callback(entries, this);
  }
}

/** All there is counts as seen. */
class TrustingObserver implements Pick<IntersectionObserver, "observe" | "unobserve" | "disconnect"> {
  readonly #callback: (entries: { target: Element; isIntersecting: boolean }[]) => void;
  readonly #elements = new Set<Element>();

  constructor(callback: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
    this.#callback = callback;
  }

  observe(element: Element): void {
    this.#elements.add(element);
    requestAnimationFrame(() => {
      if (this.#elements.has(element)) this.#callback([{ target: element, isIntersecting: true }]);
    });
  }

  unobserve(element: Element): void {
    this.#elements.delete(element);
  }

  disconnect(): void {
    this.#elements.clear();
  }
}

/** Asks at each drawing of the page whether there is a new frame. */
function requestVideoFrameCallback(this: HTMLVideoElement, callback: VideoFrameRequestCallback): number {
  const { currentTime } = this;
  const ask = (now: number): void => {
    if (this.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || this.currentTime === currentTime)
      requestAnimationFrame(ask);
    else {
      const { videoWidth: width, videoHeight: height, currentTime: mediaTime } = this;
      callback(now, { presentationTime: now, expectedDisplayTime: now, width, height, mediaTime, presentedFrames: 0 });
    }
  };
  return requestAnimationFrame(ask);
}

/** One that never opens: there are other ways to the server. */
class ClosedWebSocket {
  onerror: ((event: Event) => void) | null = null;

  constructor() {
    setTimeout(() => this.onerror?.(new Event("error")));
  }

  close(): void {
    this.onerror = null;
  }
}

function standIn(owner: object, name: string, what: unknown): void {
  if (typeof Reflect.get(owner, name) !== "function")
    Object.defineProperty(owner, name, { value: what, configurable: true, writable: true });
}

if (typeof window !== "undefined") {
  for (const name of ["localStorage", "sessionStorage"] as const) {
    if (!keeps(name)) Object.defineProperty(window, name, { value: new ShortMemory(), configurable: true });
  }
  standIn(crypto, "randomUUID", randomUUID);
  standIn(window, "WebSocket", ClosedWebSocket);
  standIn(window, "ResizeObserver", WindowResizeObserver);
  standIn(window, "IntersectionObserver", TrustingObserver);
  standIn(HTMLVideoElement.prototype, "requestVideoFrameCallback", requestVideoFrameCallback);
}

export {};
