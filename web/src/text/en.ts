// All that a person reads, and all that is read to them, in English: by subject. What counts or names
// something is a function, so that another language can put the words in its own order.
// Longer than other files: it is one table, to be translated as one.

type Device = "camera" | "microphone" | "speaker";
type Source = "camera" | "microphone" | "screen";

const DEVICES = { camera: "Camera", microphone: "Microphone", speaker: "Speaker" };
const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

export const en = {
  /** The language of the table, for whoever reads it aloud. */
  language: "en",
  product: "meetd",
  /** What the window is called. */
  titled: (page: string) => `${page} · meetd`,

  /** What several places offer. */
  actions: {
    backHome: "Back home",
    cancel: "Cancel",
    close: "Close",
    copyLink: "Copy link",
    delete: "Delete",
    more: "More",
    rename: "Rename",
    tryAgain: "Try again",
  },

  /** By code: of the server's, and some of the page's own. What happened, and what to do. */
  errors: {
    // Reaching the server
    offline: "You seem to be offline. Check your connection and try again.",
    unexpected: "Something went wrong. Try again in a moment.",
    internal: "Something went wrong on the server. Try again in a moment.",
    unavailable: "The service is not ready. Try again in a moment.",
    server_stopping: "The service is restarting. Try again in a moment.",
    room_elsewhere: "The meeting moves to another server. Try again in a moment.",
    owner_unreachable: "The server that has this meeting does not answer. Try again in a moment.",
    too_many_requests: "That was a bit fast. Wait a moment and try again.",
    timeout: "The server did not answer in time. Try again.",
    request_timeout: "Your connection is slow at the moment. Try again.",
    payload_too_large: "That is too much at once.",
    // Accounts
    unauthorized: "Your sign-in has ended. Sign in again.",
    account_changed: "This browser is signed in as another account now. Open the page again to go on as that one.",
    invalid_credentials: "Username or password is not right. After several tries, wait a few minutes.",
    email_taken: "There is already an account with this email.",
    registration_closed: "Nobody can create an account here. Ask whoever runs this service for one.",
    username_taken: "This username is taken.",
    invalid_request: "Check what you entered.",
    origin_not_allowed: "Open this page at its usual address and try again.",
    // Meetings
    room_not_found: "There is no meeting with this code",
    forbidden: "You may not do that here.",
    not_room_host: "Only the person who created this meeting can do that.",
    never_inside: "Join this meeting first. What was said in it is for those who were there.",
    room_quota_reached: "You have made as many meetings as you can for now. Use one of those, or delete some.",
    chat_quota_reached: "You have written as much as fits in a day. Try again later.",
    room_full: "This meeting is full. Try again when somebody has left.",
    room_deleted: "This meeting was deleted, with its link and its chat.",
    joined_elsewhere: "You are in this meeting in another window.",
    replaced: "You joined this meeting in another window.",
    already_in_room: "You are already in a meeting.",
    media_unavailable: "Calls are not possible at the moment. Try again in a moment.",
    removed: "You were removed from the meeting.",
    // Pages
    not_found: "There is nothing here",
  },
  /** Instead of `too_many_requests`, where it is known when it is worth trying again. */
  tooMany: (seconds: number) =>
    `That was a bit fast. Try again in ${
      seconds >= 90 ? counted(Math.ceil(seconds / 60), "minute", "minutes") : counted(seconds, "second", "seconds")
    }.`,

  /** Whole pages that could not be shown. */
  errorPage: {
    noSuchMeeting: "Check the code, or ask for the link again.",
    noSuchPage: "The address may be mistyped.",
    offline: "You seem to be offline",
    offlineText: "Check your connection and try again.",
    wrong: "Something went wrong",
  },

  /** What is not right with what was typed. */
  fields: {
    atLeast: (count: number) => `Use at least ${counted(count, "character", "characters")}.`,
    atMost: (count: number) => `Use at most ${counted(count, "character", "characters")}.`,
    email: "Enter an email address, like ada@example.org.",
    enterLogin: "Enter your email or username.",
    enterPassword: "Enter your password.",
    between: (least: number, most: number) => `Use ${least} to ${most} characters.`,
  },
  /** The same by code, of the server's. */
  fieldErrors: {
    blank: "Write something first.",
    blank_name: "Give it a name.",
    characters: "Some of these characters are not allowed.",
    email: "That is not an email address.",
    mixed_alphabets: "Use the letters of one alphabet.",
    password_guessed: "This is among the passwords that are guessed first.",
    password_is_name: "Use more than your name or your email.",
    password_wrong: "That is not your password.",
    required: "Fill this in.",
    reserved: "This name is kept for the service. Choose another.",
    username_characters: "Use letters, digits, dots, dashes and underscores.",
  },

  page: {
    loading: "Loading",
    linkCopied: "Link copied",
    copyingRefused: "Copying is not allowed here. Select the text and copy it.",
    account: "Account",
    accountAndSignIns: "Account and sign-ins",
    signOut: "Sign out",
    showPassword: "Show what is typed",
    hidePassword: "Hide what is typed",
  },

  /** Parts of a page that fail without the others, each as a person calls it. */
  parts: {
    stopped: (part: string) => `${part} stopped working. The rest goes on.`,
    chat: "The chat",
    connection: "The news of your connection",
    devices: "The choice of devices",
    leaveQuestion: "The question before leaving",
    notice: "A notice",
    ownPicture: "Your picture",
    ownTile: "Your tile",
    page: "This page",
    people: "The list of people",
    settings: "The settings",
    shortNews: "Short news",
    soundCheck: "The sound check",
    stage: "The stage",
    tileOf: (username: string) => `The tile of ${username}`,
    toolbar: "The toolbar",
  },

  keys: { alt: "Alt", control: "Ctrl" },

  time: { justNow: "just now" },

  signIn: {
    heading: "Sign in",
    thenMeeting: "Then you go straight to your meeting.",
    login: "Email or username",
    password: "Password",
    submit: "Sign in",
    newHere: "New here?",
    create: "Create an account",
    registrationClosed: "New here? Ask whoever runs this service for an account.",
  },

  register: {
    heading: "Create an account",
    text: "It takes a minute, and then you can meet.",
    email: "Email",
    username: "Username",
    usernameHint: "What others see in meetings.",
    password: "Password",
    passwordHint: (count: number) => `At least ${counted(count, "character", "characters")}.`,
    submit: "Create account",
    haveAccount: "Have an account?",
    signIn: "Sign in",
    closed: "Accounts are made for you here",
    closedText: "Ask whoever runs this service for one, and then sign in.",
  },

  home: {
    heading: "Meet with your people",
    text: "Start a meeting and share its link, or join with a code that somebody gave you.",
    newMeeting: "New meeting",
    codeOrLink: "Meeting code or link",
    noCode: "That is no meeting code. They look like abc-defg-hij.",
    join: "Join",
  },

  myMeetings: {
    heading: "My meetings",
    loading: "Loading your meetings",
    notLoaded: (why: string) => `Your meetings could not be loaded. ${why}`,
    none: "Meetings that you start stay here, with their link and their chat.",
    showMore: "Show more",
    /** Before the time, where there is room for it. */
    made: "made",
    open: "Open",
    openNamed: (name: string, code: string) => `Open ${name}, ${code}`,
    moreFor: (name: string) => `More for ${name}`,
    renameHeading: "Rename meeting",
    name: "Name",
    deleteHeading: (name: string) => `Delete “${name}”?`,
    deleteText: "Its link stops working and its chat is gone. Whoever is in it now is put out.",
  },

  account: {
    title: "Account",
    appearance: "Appearance",
    themes: { system: "System", light: "Light", dark: "Dark" },
    signIns: "Where you are signed in",
    signInsText: "End whatever you do not know, then change your password.",
    notLoaded: (why: string) => `This could not be loaded. ${why}`,
    thisBrowser: "This browser",
    lastUsed: (ago: string) => `Last used ${ago}`,
    end: "End",
    endNamed: (device: string) => `End the sign-in of ${device}`,
    browserOn: (browser: string, system: string) => `${browser} on ${system}`,
    unknownDevice: "Unknown device",
    password: "Password",
    passwordText: "Changing it signs you out everywhere else.",
    currentPassword: "Current password",
    newPassword: "New password",
    changePassword: "Change password",
    passwordChanged: "Password changed",
  },

  devices: {
    names: DEVICES,
    /** One that the browser does not name. */
    numbered: (kind: Device, number: number) => `${DEVICES[kind]} ${number}`,
    systemsOwn: "Chosen by your system",
    allowFirst: (kind: Device) => `Allow the ${kind} to choose one`,
    none: (kind: Device) => `No ${kind} found`,
    nothingToChoose: "Nothing to choose from",
    speakerGone: "Your speaker was unplugged. Sound goes to your system’s own choice.",
    turnOn: { camera: "Turn on camera", microphone: "Turn on microphone" },
    turnOff: { camera: "Turn off camera", microphone: "Turn off microphone" },
  },

  /** What stands between a person and a device: what happened, and the way out. */
  deviceProblems: {
    denied: (kind: Source) =>
      `Your browser does not let this page use the ${kind}. Allow it at the address bar, then try again.`,
    missing: (kind: Source) => `No ${kind} was found. Plug one in, or go on without.`,
    busy: (kind: Source) => `Another program has the ${kind}. Close it, then try again.`,
    silent: (kind: Source) =>
      kind === "microphone"
        ? "Your microphone gives no sound. Switch it on again, or choose another."
        : `Your ${kind} gives no picture. Switch it on again, or choose another.`,
    unsupported: (kind: Source) =>
      kind === "screen"
        ? "This browser cannot show your screen to others. Present from another browser, on a computer."
        : `This browser gives pages no ${kind}. Go on without, or use another browser.`,
    forbidden: (kind: Source) =>
      `Your system does not let this browser record the ${kind}. Allow it in the system’s privacy settings, restart the browser, then try again.`,
    unanswered: () =>
      "Your browser has not asked yet what to show. If you see no such question, try again, or restart the browser.",
    insecure: (kind: Source) => `The ${kind} works at a secure address only. Open this page with https.`,
    failed: (kind: Source) => `The ${kind} did not start. Try again, or choose another.`,
  },

  /** What does not work in this browser or at this address, what does, and the way out. */
  lacks: {
    insecure:
      "This address is not secure, so your browser gives this page no camera, microphone or screen. You can still see and hear the others, and chat. For the rest, open the page with https.",
    webrtc:
      "This browser has no WebRTC, or it is switched off: there will be no pictures and no voices, only the chat. Switch it on in the browser’s settings, or use another browser.",
  },

  soundCheck: {
    testMicrophone: "Test microphone",
    testSpeaker: "Test speaker",
    stop: "Stop",
    microphoneOn: "The bars move with your voice.",
    microphoneOff: "Your microphone is off.",
    recording: "Say a few words. You will hear them next.",
    playing: "This is how others hear you.",
    heard: "If you heard yourself, others will too.",
    quiet: "Nothing was heard. Choose another microphone, or switch this one on.",
    noTest: "This browser cannot do the test. In the call you are heard all the same.",
    noTestSound: "This browser plays no test sound. In the call you hear all the same.",
  },

  preJoin: {
    selfView: "Self view",
    cameraStarting: "Camera is starting",
    cameraOff: "Camera is off",
    join: "Join now",
    joinHere: "Join here instead",
    withoutDevices: "You join without camera and microphone. You can turn them on later.",
  },

  left: {
    heading: "You left the meeting",
    ended: "The call has ended for you",
    rejoin: "Rejoin",
  },

  call: {
    leave: "Leave call",
    chat: "Chat",
    people: "People",
    settings: "Settings",
    present: "Present screen",
    stopPresenting: "Stop presenting",
    chooseSound: "Choose microphone and speaker",
    chooseCamera: "Choose camera",
    closePanel: "Close panel",
    unread: (count: number) => `${count} unread`,
    inside: (count: number) => `${count} in the call`,
    joined: (username: string) => `${username} joined`,
    wentAway: (username: string) => `${username} left`,
    otherAccount: (username: string) =>
      `This browser is signed in as another account now. This call goes on as ${username}.`,
    alone: "You are the only one here",
    aloneText: "Send this link to those who should join.",
    ownNetwork:
      "Your network lets calls of two through, but not of three or more. Ask who runs this service to open its media port.",
    networkOf: (username: string) =>
      `${username}’s network lets calls of two through, but not of three or more. Ask who runs this service to open its media port.`,
    leaveHeading: "Leave the call?",
    leaveText: "You are still in it. You can come back with the same link.",
    leaveNow: "Leave",
    stay: "Stay",
  },

  /** Above all else in a call. */
  banner: {
    soundBlocked: "Your browser keeps the sound off until you allow it.",
    turnOnSound: "Turn on sound",
    camerasPaused: "Cameras are paused: your connection is slow. Voices go on.",
    picturesPaused: "Pictures are paused: your connection is slow. Voices go on.",
    lost: "The connection was lost. You will be back as soon as it is.",
    reconnecting: "Reconnecting.",
    /** What of oneself goes on while the server is away. */
    reconnectingWhile: (seen: boolean, heard: boolean) => {
      const goesOn = [seen && "seen", heard && "heard"].filter(Boolean).join(" and ");
      return goesOn === ""
        ? "Reconnecting. You can still see and hear the others."
        : `Reconnecting. You can still be ${goesOn}.`;
    },
  },

  tile: {
    you: (username: string) => `${username} (you)`,
    youPresent: "You are presenting",
    presents: (username: string) => `${username} · presenting`,
    microphoneOn: "Microphone on",
    microphoneOff: "Microphone off",
    presenting: "Presenting",
    reconnecting: "reconnecting",
    pin: (username: string) => `Pin ${username}`,
    unpin: (username: string) => `Unpin ${username}`,
    pages: "Pages of people",
    previousPage: "Previous page",
    nextPage: "Next page",
  },

  people: {
    count: (count: number) => `${counted(count, "person", "people")} in the call`,
    find: "Find a person",
    nobody: "Nobody here has that name.",
    /** Behind one's own name. */
    you: "(you)",
  },

  /** Why a picture is not as good as it could be. */
  quality: {
    question: "Why is this blurry?",
    small: "It was shown small until now. A sharper picture is on its way.",
    weakSource: (username: string, source: "camera" | "screen") =>
      `${username}’s ${source} gives only a small or slow picture.`,
    paused: "Pictures are paused: your connection is slow. Voices go on.",
    downlink: "Your connection is slow right now.",
    ownProcessor: "Your computer is too busy to show every picture.",
    ownUplink: "Your connection is slow: others see you less sharp.",
    uplinkOf: (username: string) => `${username}’s connection is slow right now.`,
    ownBusy: "Your computer is busy: others see you less sharp.",
    busyOf: (username: string) => `${username}’s computer is too busy for a better picture.`,
  },

  chat: {
    conversation: "Conversation",
    empty: "Nothing was said yet. Everybody in this meeting can read the chat, also later.",
    olderFailed: "Older messages did not come.",
    showOlder: "Show older messages",
    newMessages: "New messages",
    message: "Message",
    placeholder: "Write to everybody",
    send: "Send",
    left: (count: number) => `${counted(count, "character", "characters")} left`,
    tooMany: (count: number) => `${counted(count, "character", "characters")} too many`,
    you: "You",
    notSent: (why: string) => `Not sent. ${why}`,
    edit: "Edit",
  },
};
