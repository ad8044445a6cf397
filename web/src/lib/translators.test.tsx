// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { tolerateTranslators } from "./translators";

/** As page translators make them. */
const font = (text: string): Element => {
  const made = document.createElement("div");
  made.innerHTML = "<font><font></font></font>";
  const outer = made.firstElementChild ?? made;
  outer.firstElementChild?.append(text);
  return outer;
};

/** Ways in which a text is wrapped. */
const WAYS: Record<string, (text: Text) => void> = {
  replaced: (text) => text.replaceWith(font(text.data)),
  "put before, then taken out": (text) => {
    text.before(font(text.data));
    text.remove();
  },
  "put behind, then taken out": (text) => {
    text.after(font(text.data));
    text.remove();
  },
  "taken out, then put there": (text) => {
    const { parentNode, nextSibling } = text;
    text.remove();
    parentNode?.insertBefore(font(text.data), nextSibling);
  },
  "moved into it": (text) => {
    const outer = font("");
    text.before(outer);
    outer.firstElementChild?.replaceChildren(text);
  },
  "wrapped twice": (text) => {
    const first = font(text.data);
    text.replaceWith(first);
    first.replaceWith(font(text.data));
  },
};

function wrapAll(root: Node, wrap: (text: Text) => void): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) if (!text.parentElement?.closest("font")) wrap(text);
}

function Page({ busy, text, last }: { busy: boolean; text: string; last?: boolean }) {
  return (
    <p>
      {busy && <i />}
      {text}
      {last && " and more"} of {text.length}
    </p>
  );
}

beforeAll(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  tolerateTranslators();
});

describe.each(Object.entries(WAYS))("a page whose texts are %s", (_, wrap) => {
  let root: Root;
  const place = (): HTMLElement => document.querySelector("main") ?? document.body;
  const draw = (page: React.ReactNode): void => act(() => root.render(page));

  beforeEach(() => {
    document.body.innerHTML = "<main></main>";
    root = createRoot(place());
  });
  afterEach(() => act(() => root.unmount()));

  it("takes elements beside a text", () => {
    draw(<Page busy={false} text="one" />);
    wrapAll(place(), wrap);
    draw(<Page busy text="one" />);
    expect(place().querySelector("p")?.firstElementChild?.tagName).toBe("I");
    expect(place().textContent).toBe("one of 3");
  });

  it("shows what a text becomes", () => {
    draw(<Page busy={false} text="one" />);
    for (const text of ["three", "five5", "to"]) {
      wrapAll(place(), wrap);
      draw(<Page busy={false} text={text} />);
      expect(place().textContent).toBe(`${text} of ${text.length}`);
    }
  });

  it("takes texts that come and go", () => {
    draw(<Page busy text="one" last />);
    for (const last of [false, true, false]) {
      wrapAll(place(), wrap);
      draw(<Page busy text="one" last={last} />);
      expect(place().textContent).toBe(last ? "one and more of 3" : "one of 3");
    }
  });

  it("lets all of it go", () => {
    draw(
      <>
        <Page busy text="one" last />
        bare
      </>,
    );
    wrapAll(place(), wrap);
    draw(<>{null}other</>);
    expect(place().textContent).toBe("other");
    draw(null);
    expect(place().textContent).toBe("");
  });
});

describe("a page that somebody took a part out of", () => {
  it("goes on", () => {
    document.body.innerHTML = "<main></main>";
    const main = document.querySelector("main") ?? document.body;
    const root = createRoot(main);
    act(() => root.render(<Page busy text="one" />));
    main.querySelector("i")?.remove();
    act(() => root.render(<Page busy={false} text="two" />));
    expect(main.textContent).toBe("two of 3");
    act(() => root.unmount());
  });
});
