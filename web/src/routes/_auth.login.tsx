import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { Link, redirect, useNavigate, useSearchParams } from "react-router";

import { isRegistrationOpen, signIn } from "~/api/accounts";
import { pathAfter, whoIsIt } from "~/api/currentUser";
import { signedIn } from "~/api/signedIn";
import { z } from "~/lib/zod";
import { JoinForm } from "~/pages/home/JoinForm";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { PasswordField } from "~/ui/PasswordField";
import { showFormError } from "~/ui/showFormError";
import { TextField } from "~/ui/TextField";

import type { Route } from "./+types/_auth.login";

const SignIn = z.object({
  login: z.string().trim().min(1, t.fields.enterLogin),
  password: z.string().min(1, t.fields.enterPassword),
});

export function meta() {
  return [{ title: t.titled(t.signIn.heading) }];
}

export async function clientLoader({ request }: Route.ClientLoaderArgs) {
  const user = await whoIsIt().catch(() => null);
  if (user) return redirect(pathAfter(new URL(request.url).searchParams.get("next")));
  return { open: await isRegistrationOpen() };
}

export default function Login({ loaderData }: Route.ComponentProps) {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const form = useForm({ resolver: zodResolver(SignIn), defaultValues: { login: "", password: "" } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ login, password }) => {
    try {
      signedIn.set(await signIn(login, password));
      await navigate(pathAfter(query.get("next")), { replace: true });
    } catch (error) {
      showFormError(form, error);
    }
  });

  return (
    <>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
        <div>
          <h1 className="text-xl font-semibold">{t.signIn.heading}</h1>
          {query.has("next") && <p className="mt-1 text-base text-ink-muted">{t.signIn.thenMeeting}</p>}
        </div>
        {errors.root && <Notice tone="danger">{errors.root.message}</Notice>}
        <TextField
          label={t.signIn.login}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={errors.login?.message}
          {...form.register("login")}
        />
        <PasswordField
          label={t.signIn.password}
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register("password")}
        />
        <Button type="submit" size="lg" busy={isSubmitting}>
          {t.signIn.submit}
        </Button>
        <p className="text-center text-balance text-ink-muted">
          {loaderData.open ? (
            <>
              {t.signIn.newHere}{" "}
              <Link
                to={{ pathname: "/register", search: query.toString() }}
                className="rounded-sm font-medium text-accent hover:underline"
              >
                {t.signIn.create}
              </Link>
            </>
          ) : (
            t.signIn.registrationClosed
          )}
        </p>
      </form>
      {!query.has("next") && (
        <section aria-labelledby="join-as-guest" className="mt-10 border-t border-line-strong pt-6">
          <h2 id="join-as-guest" className="mb-3 text-base font-semibold">
            {t.guest.joinWithCode}
          </h2>
          <JoinForm />
        </section>
      )}
    </>
  );
}
