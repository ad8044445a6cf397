// Emoji that can be chosen while writing: those used most, by kind.
export const EMOJI_TO_WRITE: readonly string[] = Array.from(
  "😀😄😁😆😅😂🙂😉😊😇😍😘😋😎🤓🤔🤨😐😑😶🙄😏😬😴😷🤒🤕🤢🤯🥳😕😟😮😲😳🥺😢😭😤😠😡🤬🤗🤭🤫🤝" +
    "👍👎👌🤞👋🙏👏🙌💪👀🧠💡🔥✨🎉🎁🏆✅❌❓❗💯💬📌📎📅📈📉🔒🔑🔔☕🍕🍰🌞🌈🚀🚗🏠💻📷🎧🎵" +
    "💚💛🧡💜💙💔",
);
