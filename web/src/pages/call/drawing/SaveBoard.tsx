import { Download } from "lucide-react";

import { BOARD } from "~/call/board";
import type { CallView } from "~/call/view";
import { saveAs } from "~/lib/saveAs";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem } from "~/ui/Menu";
import { toast } from "~/ui/toast";

import { coloursOf, pngOf, svgOf } from "./boardPicture";

/** Keeps what is on the board as a picture, on this computer. */
export function SaveBoard({ call, className }: { call: CallView; className: string }) {
  const save = (ending: "png" | "svg"): void => {
    const { strokes } = call.drawings.of(BOARD).get();
    const colours = coloursOf(document.documentElement);
    const name = `${t.board.fileName(call.room.get()?.name ?? "")}.${ending}`;
    if (ending === "svg") saveAs(new Blob([svgOf(strokes, colours)], { type: "image/svg+xml" }), name);
    else
      pngOf(strokes, colours).then(
        (blob) => saveAs(blob, name),
        () => toast(t.board.notSaved),
      );
  };
  return (
    <Menu trigger={<IconButton icon={Download} label={t.board.save} size="sm" className={className} />}>
      <MenuItem onSelect={() => save("png")}>{t.board.saveAs.png}</MenuItem>
      <MenuItem onSelect={() => save("svg")}>{t.board.saveAs.svg}</MenuItem>
    </Menu>
  );
}
