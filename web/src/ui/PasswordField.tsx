import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";

import { t } from "~/text/t";

import { IconButton } from "./IconButton";
import { TextField, type TextFieldProps } from "./TextField";

/** A password, which can be looked at while it is typed. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "trailing">) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      trailing={
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={shown ? t.page.hidePassword : t.page.showPassword}
          size="sm"
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
