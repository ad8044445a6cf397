import { EllipsisVertical } from "lucide-react";

import type { CallView, Tile } from "~/call/view";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { Menu } from "~/ui/Menu";

import { OwnItems } from "./OwnItems";

interface Props {
  call: CallView;
  tile: Tile;
  className: string;
}

export function TileMenu({ call, tile, className }: Props) {
  return (
    <Menu
      trigger={
        <IconButton
          icon={EllipsisVertical}
          label={t.tile.options(isolated(tile.username))}
          size="sm"
          className={className}
        />
      }
    >
      <OwnItems call={call} tile={tile} />
    </Menu>
  );
}
