import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";

import { changePassword } from "~/api/accounts";
import { z } from "~/lib/zod";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { PasswordField } from "~/ui/PasswordField";
import { showFormError } from "~/ui/showFormError";
import { toast } from "~/ui/toast";

import { Section } from "./Section";

const Change = z.object({
  currentPassword: z.string().min(1, "Enter your password."),
  newPassword: z.string().min(8, "Use at least 8 characters."),
});

export function ChangePassword({ username }: { username: string }) {
  const form = useForm({ resolver: zodResolver(Change), defaultValues: { currentPassword: "", newPassword: "" } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ currentPassword, newPassword }) => {
    try {
      await changePassword(currentPassword, newPassword);
      form.reset();
      toast("Password changed");
    } catch (error) {
      showFormError(form, error);
    }
  });

  return (
    <Section title="Password" text="Changing it signs you out everywhere else.">
      <form noValidate onSubmit={(event) => void submit(event)} className="flex max-w-sm flex-col gap-4">
        {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
        {/* For password managers: whose password it is. */}
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          error={errors.currentPassword?.message}
          {...form.register("currentPassword")}
        />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          error={errors.newPassword?.message}
          {...form.register("newPassword")}
        />
        <Button type="submit" variant="secondary" busy={isSubmitting} className="self-start">
          Change password
        </Button>
      </form>
    </Section>
  );
}
