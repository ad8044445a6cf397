import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";

import { isLine } from "~/api/names";
import type { Room } from "~/api/schemas";
import { z } from "~/lib/zod";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { showFormError } from "~/ui/showFormError";
import { TextField } from "~/ui/TextField";

const Rename = z.object({
  name: z
    .string()
    .trim()
    .min(1, t.fieldErrors.blank_name)
    .max(100, t.fields.atMost(100))
    .refine(isLine, t.fieldErrors.characters),
});

interface Props {
  room: Room;
  onRename: (room: Room, name: string) => Promise<void>;
  onClose: () => void;
}

export function RenameMeeting({ room, onRename, onClose }: Props) {
  const form = useForm({ resolver: zodResolver(Rename), defaultValues: { name: room.name } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ name }) => {
    try {
      await onRename(room, name);
      onClose();
    } catch (error) {
      showFormError(form, error);
    }
  });

  return (
    <Dialog open onOpenChange={onClose} title={t.myMeetings.renameHeading}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
        {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
        <TextField
          label={t.myMeetings.name}
          autoComplete="off"
          error={errors.name?.message}
          {...form.register("name")}
        />
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={isSubmitting}>
            {t.actions.rename}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
