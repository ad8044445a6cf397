import { Keyboard } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";

import { parseRoomCode } from "~/api/roomCode";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/TextField";

export function JoinForm() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const code = parseRoomCode(text);
    if (code) void navigate(`/${code}`);
    else setWrong(true);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-w-0 flex-1 items-start gap-2">
      <TextField
        label={t.home.codeOrLink}
        labelHidden
        placeholder={t.home.codeOrLink}
        icon={<Keyboard aria-hidden className="size-5" />}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        error={wrong ? t.home.noCode : undefined}
        className="min-w-0 flex-1 [&_input]:h-12"
      />
      <Button type="submit" variant="quiet" size="lg" disabled={text.trim() === ""} className="disabled:bg-transparent">
        {t.home.join}
      </Button>
    </form>
  );
}
