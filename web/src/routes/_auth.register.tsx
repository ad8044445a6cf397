import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { Link, useNavigate, useSearchParams } from "react-router";

import { isRegistrationOpen, register } from "~/api/accounts";
import { pathAfter } from "~/api/currentUser";
import { isUsername } from "~/api/names";
import { signedIn } from "~/api/signedIn";
import { z } from "~/lib/zod";
import { t } from "~/text/t";
import { Button, buttonClass } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { PasswordField } from "~/ui/PasswordField";
import { showFormError } from "~/ui/showFormError";
import { TextField } from "~/ui/TextField";

import type { Route } from "./+types/_auth.register";

const PASSWORD_MIN = 8;

const Details = z
  .object({
    email: z
      .string()
      .trim()
      .regex(/^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/, t.fields.email),
    username: z
      .string()
      .trim()
      .min(2, t.fields.atLeast(2))
      .max(32, t.fields.atMost(32))
      .refine(isUsername, t.fieldErrors.username_characters),
    password: z.string().min(PASSWORD_MIN, t.fields.atLeast(PASSWORD_MIN)),
  })
  .refine(({ email, username, password }) => ![email, email.split("@")[0], username].includes(password.trim()), {
    path: ["password"],
    message: t.fieldErrors.password_is_name,
  });

export function meta() {
  return [{ title: t.titled(t.register.heading) }];
}

export async function clientLoader() {
  return { open: await isRegistrationOpen() };
}

export default function Register({ loaderData }: Route.ComponentProps) {
  return loaderData.open ? <Registration /> : <Closed />;
}

function Closed() {
  const [query] = useSearchParams();
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-xl font-semibold">{t.register.closed}</h1>
      <p className="text-base text-ink-muted">{t.register.closedText}</p>
      <Link to={{ pathname: "/login", search: query.toString() }} className={buttonClass("primary", "lg")}>
        {t.register.signIn}
      </Link>
    </div>
  );
}

function Registration() {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const form = useForm({ resolver: zodResolver(Details), defaultValues: { email: "", username: "", password: "" } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (registration) => {
    try {
      signedIn.set(await register(registration));
      await navigate(pathAfter(query.get("next")), { replace: true });
    } catch (error) {
      showFormError(form, error, { email_taken: "email", username_taken: "username" });
    }
  });

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <div>
        <h1 className="text-xl font-semibold">{t.register.heading}</h1>
        <p className="mt-1 text-base text-ink-muted">{t.register.text}</p>
      </div>
      {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
      <TextField
        label={t.register.email}
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...form.register("email")}
      />
      <TextField
        label={t.register.username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint={t.register.usernameHint}
        error={errors.username?.message}
        {...form.register("username")}
      />
      <PasswordField
        label={t.register.password}
        autoComplete="new-password"
        hint={t.register.passwordHint(PASSWORD_MIN)}
        error={errors.password?.message}
        {...form.register("password")}
      />
      <Button type="submit" size="lg" busy={isSubmitting}>
        {t.register.submit}
      </Button>
      <p className="text-center text-ink-muted">
        {t.register.haveAccount}{" "}
        <Link
          to={{ pathname: "/login", search: query.toString() }}
          className="rounded-sm font-medium text-accent hover:underline"
        >
          {t.register.signIn}
        </Link>
      </p>
    </form>
  );
}
