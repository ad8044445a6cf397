// Keeps one's own controls to what one may do; says so where it is not much.
import type { Permission } from "~/call/leading";
import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { toast } from "~/ui/toast";

/** Whether one may do that; if not, it is said why. */
export function isPermitted(call: CallView, permission: Permission): boolean {
  if (call.leading.permissions.get().has(permission)) return true;
  if (permission === "microphone" && call.companionOf.get() !== null) {
    toast(t.sameRoom.silent);
    return false;
  }
  toast(call.role.get() === "viewer" ? t.led.viewersMayNot : t.errors.host_forbids);
  return false;
}
