import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";

import { changePassword } from "~/api/accounts";
import { z } from "~/lib/zod";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { PasswordField } from "~/ui/PasswordField";
import { showFormError } from "~/ui/showFormError";
import { toast } from "~/ui/toast";

import { Section } from "~/ui/Section";

const Change = z.object({
  currentPassword: z.string().min(1, t.fields.enterPassword),
  newPassword: z.string().min(8, t.fields.atLeast(8)),
});

export function ChangePassword({ username }: { username: string }) {
  const form = useForm({ resolver: zodResolver(Change), defaultValues: { currentPassword: "", newPassword: "" } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ currentPassword, newPassword }) => {
    try {
      await changePassword(currentPassword, newPassword);
      form.reset();
      toast(t.account.passwordChanged);
    } catch (error) {
      showFormError(form, error);
    }
  });

  return (
    <Section title={t.account.password} text={t.account.passwordText}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex max-w-sm flex-col gap-4">
        {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
        {/* For password managers: whose password it is. */}
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          label={t.account.currentPassword}
          autoComplete="current-password"
          error={errors.currentPassword?.message}
          {...form.register("currentPassword")}
        />
        <PasswordField
          label={t.account.newPassword}
          autoComplete="new-password"
          error={errors.newPassword?.message}
          {...form.register("newPassword")}
        />
        <Button type="submit" variant="secondary" busy={isSubmitting} className="self-start">
          {t.account.changePassword}
        </Button>
      </form>
    </Section>
  );
}
