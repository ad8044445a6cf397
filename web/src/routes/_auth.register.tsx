import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { Link, useNavigate, useSearchParams } from "react-router";

import { isRegistrationOpen, register } from "~/api/accounts";
import { pathAfter } from "~/api/currentUser";
import { isUsername } from "~/api/names";
import { signedIn } from "~/api/signedIn";
import { z } from "~/lib/zod";
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
      .regex(/^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/, "Enter an email address, like ada@example.org."),
    username: z
      .string()
      .trim()
      .min(2, "Use at least 2 characters.")
      .max(32, "Use at most 32 characters.")
      .refine(isUsername, "Use letters, digits, dots, dashes and underscores."),
    password: z.string().min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`),
  })
  .refine(({ email, username, password }) => ![email, email.split("@")[0], username].includes(password.trim()), {
    path: ["password"],
    message: "Use more than your name or your email.",
  });

export function meta() {
  return [{ title: "Create an account · meetd" }];
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
      <h1 className="text-xl font-semibold">Accounts are made for you here</h1>
      <p className="text-base text-ink-muted">Ask whoever runs this service for one, and then sign in.</p>
      <Link to={{ pathname: "/login", search: query.toString() }} className={buttonClass("primary", "lg")}>
        Sign in
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
        <h1 className="text-xl font-semibold">Create an account</h1>
        <p className="mt-1 text-base text-ink-muted">It takes a minute, and then you can meet.</p>
      </div>
      {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
      <TextField
        label="Email"
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...form.register("email")}
      />
      <TextField
        label="Username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint="What others see in meetings."
        error={errors.username?.message}
        {...form.register("username")}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters.`}
        error={errors.password?.message}
        {...form.register("password")}
      />
      <Button type="submit" size="lg" busy={isSubmitting}>
        Create account
      </Button>
      <p className="text-center text-ink-muted">
        Have an account?{" "}
        <Link
          to={{ pathname: "/login", search: query.toString() }}
          className="rounded-sm font-medium text-accent hover:underline"
        >
          Sign in
        </Link>
      </p>
    </form>
  );
}
