// All that a person reads, and all that is read to them, in English: by subject. What counts or names
// something is a function, so that another language can put the words in its own order.
// Longer than other files: it is one table, to be translated as one.

type Device = "camera" | "microphone" | "speaker";
type Source = "camera" | "microphone" | "screen";
type Role = "host" | "cohost" | "participant" | "viewer";

const DEVICES = { camera: "Camera", microphone: "Microphone", speaker: "Speaker" };
/** As what somebody is made. */
const MADE: Readonly<Record<Role, string>> = {
  host: "the host",
  cohost: "cohost",
  participant: "a participant",
  viewer: "a viewer",
};
const possessive = (name: string): string => (name === "you" ? "your" : `${name}’s`);
const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

const lasted = (milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  if (seconds >= 100) return counted(Math.round(seconds / 60), "minute", "minutes");
  return `${seconds >= 10 ? Math.round(seconds) : Number(seconds.toFixed(1))} s`;
};
const rate = (kilobits: number): string =>
  kilobits >= 1000 ? `${Number((kilobits / 1000).toFixed(1))} Mbit/s` : `${kilobits} kbit/s`;
const FIGURE = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const COUNT = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const WAYS = {
  udp: "UDP",
  tcp: "TCP",
  relayUdp: "relayed",
  relayTcp: "relayed, TCP",
  relayTls: "relayed, TLS",
} as const;

/** How somebody's media fares: percent lost, kilobits per second, milliseconds. */
interface Figures {
  way: keyof typeof WAYS | null;
  lossDown: number;
  lossUp: number;
  receives: number;
  sends: number;
  roundTrip: number;
}

/** What was measured of a browser's way: milliseconds, percent, packets. */
interface CheckFigures {
  delay?: number;
  spread?: number;
  loss?: number;
  sent?: number;
  family?: 0 | 4 | 6;
  relay?: "UDP" | "TCP" | "TLS";
}
const ipOf = (family: 0 | 4 | 6 | undefined): string => (family ? ` and IPv${family}` : "");
const lineOf = ({ loss, delay, spread, sent }: CheckFigures): string =>
  `${loss ?? 0} % of ${sent ?? 0} packets were lost, they took ${delay ?? 0} ms there and back, the slowest ${spread ?? 0} ms more.`;

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
    file_not_found: "This file is no longer there.",
    file_too_large: "This file is too large. Files may have up to 25 MB.",
    file_type_refused: "Files of this kind cannot be sent here.",
    file_quota_reached: "There is no room for more files today.",
    picture_refused: "This picture cannot be used. Choose another.",
    file_empty: "This file is empty.",
    thumbnail_refused: "This preview cannot be used.",
    thumbnail_too_late: "This file has its preview already.",
    name_in_use: "Somebody else in the meeting has this name.",
    invalid_request: "Check what you entered.",
    origin_not_allowed: "Open this page at its usual address and try again.",
    // Meetings
    room_not_found: "There is no meeting with this code",
    forbidden: "You may not do that here.",
    not_room_host: "Only the host of this meeting can do that.",
    not_admin: "Only an admin of this service can do that.",
    not_moderator: "Only a host or cohost of this meeting can do that.",
    without_sound: "Another computer in the same room has the sound.",
    host_forbids: "The host does not allow this here at the moment.",
    never_inside: "Join this meeting first. What was said in it is for those who were there.",
    room_quota_reached: "You have made as many meetings as you can for now. Use one of those, or delete some.",
    chat_quota_reached: "You have written as much as fits in a day. Try again later.",
    must_ask: "Ask to be let into this meeting.",
    knock_denied: "The host did not let you in.",
    waiting_room_full: "Many people wait for this meeting already. Try again in a few minutes.",
    room_full: "This meeting is full. Try again when somebody has left.",
    room_deleted: "This meeting was deleted, with its link and its chat.",
    joined_elsewhere: "You are in this meeting in another window.",
    replaced: "You joined this meeting in another window.",
    already_in_room: "You are already in a meeting.",
    media_unavailable: "Calls are not possible at the moment. Try again in a moment.",
    removed: "You were removed from the meeting.",
    poll_not_found: "This poll is no longer there.",
    poll_not_open: "This poll takes no votes now.",
    too_many_polls: "This meeting has as many polls as it can have. Delete one that is not needed any more.",
    not_assigned: "You belong to another breakout room.",
    no_breakouts: "There are no breakout rooms.",
    breakouts_open: "The breakout rooms are open. Close them first.",
    breakout_ended: "The breakout rooms are closed.",
    no_timer: "The timer is over.",
    message_not_found: "This message is no longer there.",
    not_message_author: "Only who wrote a message can change it.",
    unknown_participant: "This person has left the meeting.",
    not_presenter: "Only who presents, or opened the board, can do that, or who leads the meeting.",
    presenter_forbids: "Whoever presents does not allow drawing at the moment.",
    drawing_full: "No more fits on this drawing. Take something back, or clear it.",
    blocked: "You cannot join this meeting any more.",
    meeting_ended: "The meeting was ended for everybody.",
    needs_account: "Only somebody with an account can host a meeting.",
    join_token_void: "This link lets nobody in any more",
    too_many_keys: "There are as many keys as there may be. Revoke one first.",
    webhook_quota_reached: "You have as many webhooks as you can. Delete one first.",
    last_admin: "There has to be an admin. Make somebody else one first.",
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
    voidLink: "It was for one person and some time. Ask for a new one.",
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
    words: (least: number, most: number) => `Use ${least} to ${most} words.`,
  },
  /** The same by code, of the server's. */
  fieldErrors: {
    blank: "Write something first.",
    blank_name: "Give it a name.",
    characters: "Some of these characters are not allowed.",
    email: "That is not an email address.",
    attendee: "Write an email address, a username or the name of a guest.",
    in_two_rooms: "Somebody is in two rooms.",
    invitee: "That is neither an email address nor a username.",
    local_time: "Choose a day and a time.",
    mixed_alphabets: "Use the letters of one alphabet.",
    moment: "Choose a moment to come.",
    origin: "Write each as https://example.com. Only your own computer may have http.",
    over: "This time is over.",
    password_guessed: "This is among the passwords that are guessed first.",
    password_is_name: "Use more than your name or your email.",
    password_wrong: "That is not your password.",
    required: "Fill this in.",
    reserved: "This name is kept for the service. Choose another.",
    role_may_not: "Somebody of that role may not do all of this.",
    rule: "The meeting cannot repeat like that.",
    small_picture: "This picture cannot be used. Choose another.",
    service_scopes: "Only keys of services may do all of this.",
    there_already: "They are there already.",
    too_late: "Choose a moment within a year.",
    too_many_people: "Those are too many people.",
    url: "Write an address that begins with https://.",
    url_not_public: "This address cannot be reached from the internet.",
    username_characters: "Use letters, digits, dots, dashes and underscores.",
    zone: "There is no such time zone.",
  },

  page: {
    loading: "Loading",
    linkCopied: "Link copied",
    copyingRefused: "Copying is not allowed here. Select the text and copy it.",
    account: "Account",
    accountAndSignIns: "Account and sign-ins",
    menu: "Menu",
    signOut: "Sign out",
    showPassword: "Show what is typed",
    hidePassword: "Hide what is typed",
  },

  /** Parts of a page that fail without the others, each as a person calls it. */
  parts: {
    activities: "The activities",
    stopped: (part: string) => `${part} stopped working. The rest goes on.`,
    chat: "The chat",
    connection: "The news of your connection",
    devices: "The choice of devices",
    hostControls: "The host controls",
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

  time: { justNow: "just now", now: "now" },

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
    meetingOf: (name: string, day: string) => `${name}’s meeting, ${day}`,
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

  invite: {
    action: "Invite people",
    heading: (name: string) => `Invite to “${name}”`,
    text: "Who is invited finds the meeting among theirs, and need not ask to come in.",
    who: "Emails or usernames",
    send: "Invite",
    none: "Nobody is invited yet.",
    invited: "Invited",
    withdraw: (name: string) => `Invite ${name} no longer`,
    listed: "Where you are invited",
  },

  schedule: {
    coming: "Coming up",
    visited: "Where you were",
    heading: "Schedule a meeting",
    setTime: "Set a time",
    setTimeOf: (name: string) => `Set a time for ${name}`,
    zone: (zone: string) => `By the clock in ${zone.replaceAll("_", " ")}.`,
    namePlaceholder: "What is it about?",
    day: "Day",
    time: "Time",
    length: "Length",
    minutes: (minutes: number) =>
      minutes < 60 ? `${String(minutes)} minutes` : minutes === 60 ? "1 hour" : `${String(minutes / 60)} hours`,
    repeats: "Repeats",
    ways: {
      never: "Never",
      daily: "Every day",
      weekdays: "Every weekday",
      weekly: "Every week, on this day",
      fortnightly: "Every two weeks, on this day",
      monthly: "Every month, on this date",
      other: "As until now",
    },
    clear: "No time",
    save: "Save",
    download: "For your calendar",
    downloadOf: (name: string) => `${name} for your calendar`,
    calendar: "Calendar",
    calendarText:
      "Your calendar program can show your meetings. Whoever has the address can read their names and times.",
    makeAddress: "Make an address",
    newAddress: "Make another",
    address: "Address for your calendar program",
    addressOnce: "It is shown once. Making another voids it.",
    switchOff: "Switch off",
    switchedOff: "Nobody can read your calendar any more",
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

  apiKeys: {
    heading: "API keys",
    text: "Programs act for you by these, and may do only what you choose.",
    none: "There is no key yet.",
    make: "New API key",
    secret: "Your new key",
    once: "It is shown this once. Keep it where only your program reads it.",
    copy: "Copy key",
    copied: "Key copied",
    made: "Key made. Copy it now.",
    created: (day: string) => `Made on ${day}`,
    neverUsed: "Never used",
    expires: (day: string) => `Expires on ${day}`,
    expired: "Expired",
    lasts: "Does not expire",
    revoke: "Revoke",
    revokeNamed: (name: string) => `Revoke the key ${name}`,
    revokeHeading: (name: string) => `Revoke ${name}?`,
    revokeText: "Whatever uses this key stops working at once.",
    newHeading: "Make an API key",
    newText: "One for each program, so that each can be revoked alone.",
    name: "Key name",
    nameHint: "What it is for. Others read it beside what the program does.",
    scope: "It may",
    /** By the names that the server has for them. */
    scopes: {
      "account:read": "See whose key it is",
      "rooms:read": "See meetings and who is invited",
      "rooms:write": "Make, change and delete meetings, and invite people",
      tokens: "Make links that let one person in each",
      bots: "Let bots in, marked as such",
      "live:read": "See who is in a meeting or waits",
      "live:write": "Lead meetings: let in, mute, move and remove people",
      "messages:read": "Read the chat",
      "messages:write": "Write in the chat",
      "events:read": "Read what happened in meetings",
      webhooks: "Have events sent elsewhere",
    },
    sites: "Sites",
    sitesNamed: (name: string) => `Sites of the key ${name}`,
    originsHeading: (name: string) => `Where ${name} lets meetings be shown`,
    saveOrigins: "Save",
    originsChanged: "Sites changed",
    origins: "Sites that may show your meetings",
    originsHint: "In a frame of their pages, as https://example.com. Leave it empty for none.",
    framedBy: (origins: string) => `Shown in pages of ${origins}`,
    chooseScopes: "Choose at least one thing that it may do.",
    life: "Expires after",
    days: (days: number) => (days === 365 ? "1 year" : counted(days, "day", "days")),
    untilRevoked: "Never",
    create: "Make key",
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

  mutedVoice: {
    talking: "You are talking, but your microphone is off. Hold the space bar to talk, or",
    /** Where there is no space bar. */
    talkingTouch: "You are talking, but your microphone is off. If you want to be heard,",
    turnOn: "turn it on",
  },

  /** `/check`: what a browser finds of itself and of its way to the service. Each thing that is wrong has one cause, and
   * in `remedies` one thing to do. */
  check: {
    heading: "Check your setup",
    intro:
      "See whether meetings will work here: your camera and microphone, this browser, and its way to the service. It takes about twenty seconds. Camera and microphone go off again afterwards, and nothing is recorded or sent to anybody.",
    link: "Check your setup",
    /** The same where two of them may be seen at a time: by the sentence that they stand behind. */
    linkOfNetwork: "See what your network lets through",
    linkOfLine: "Check your connection",
    trouble: "Does something not work?",
    start: "Start check",
    stop: "Stop check",
    again: "Check again",
    /** While it runs: things found, of how many. */
    progress: (found: number, all: number) => `${found} of ${all} found`,
    speak: "Say something, so that your microphone can be heard.",
    ownPicture: "Your picture, as long as the check runs",
    allWell: "Meetings will work here.",
    poor: "Meetings work here, but not as well as they could.",
    ill: "Something keeps meetings from working here.",
    groups: {
      devices: "Camera and microphone",
      browser: "This browser",
      service: "Way to the service",
      media: "Pictures and voices",
    },
    subjects: {
      address: "Secure address",
      webrtc: "Video in this browser",
      storage: "Storage",
      camera: "Camera",
      microphone: "Microphone",
      polling: "Requests",
      websocket: "WebSocket",
      stun: "Direct way to others",
      relay: "Relay",
      worker: "Way to the media server",
      line: "Loss and delay",
    },
    relayOver: (transport: string, port: number) => `Relay over ${transport}, port ${port}`,
    states: { running: "Looking", well: "Good", poor: "Could be better", ill: "Does not work", left: "Left out" },
    looking: "Looking…",
    said: {
      secure: () => "This page was opened at a secure address.",
      insecure: () => "This address is not secure, so browsers give it no camera and no microphone.",
      webrtc: () => "It is there.",
      noWebrtc: () => "This browser has no WebRTC, or it is switched off: there are no pictures and no voices.",
      keeps: () => "This browser remembers your choices.",
      keepsNothing: () => "This browser keeps nothing for this site: you would be signed out again and again.",
      camera: () => "It is on, and gives a picture.",
      heard: () => "It is on, and hears something.",
      quiet: () => "It is on, and no sound came from it.",
      polling: ({ delay }: CheckFigures) => `The service answers within ${delay ?? 0} ms.`,
      noPolling: () => "The service does not answer here.",
      websocket: ({ delay }: CheckFigures) => `It comes through, within ${delay ?? 0} ms.`,
      noWebsocket: () =>
        "Something between you and the service holds it back. Meetings go on by requests, somewhat slower.",
      stun: () => "Your network lets you be found for a direct call.",
      noStun: () => "No answer comes over UDP, so a call of two takes a longer way through the service.",
      stunNone: () => "This service names no server for that: calls of two in different networks go through it.",
      relay: ({ delay }: CheckFigures) => `It gave a place within ${delay ?? 0} ms and carried packets both ways.`,
      relayGone: () => "Nothing answers there: your network holds it back, or the relay is not running.",
      relayBeside: () => "Nothing answers there, but another relay is reached.",
      relayRefuses: () => "The relay answers, and does not take the service’s password.",
      relayFull: () => "The relay answers, and has no place left.",
      relayUnknown: () => "The name of the relay is not known to your network.",
      relayMute: () => "The relay gives places, and what is sent through it does not arrive.",
      relayNone: () => "This service has no relay: behind a strict firewall meetings do not work.",
      reached: () => "The media server is reached.",
      direct: ({ family }: CheckFigures) => `Direct, over UDP${ipOf(family)}: the best there is.`,
      overTcp: ({ family }: CheckFigures) =>
        `Direct, but over TCP${ipOf(family)}: your network lets no UDP through. Pictures stand still where packets get lost.`,
      relayed: ({ family, relay }: CheckFigures) =>
        `Over a relay that is reached over ${relay ?? "UDP"}${ipOf(family)}: your network lets nothing through to the media server itself.`,
      noWay: () =>
        "Nothing reaches the media server, neither directly nor over a relay. Calls of three or more do not work.",
      noWorker: () => "The service has no media server running.",
      tooMany: () => "Too many checks run at the moment, or were made from your network.",
      notAsked: () => "It could not be looked at, since the service did not answer.",
      line: (figures: CheckFigures) => `${lineOf(figures)} Good for pictures and voices.`,
      lossy: (figures: CheckFigures) => `${lineOf(figures)} So many lost packets are heard and seen.`,
      slow: (figures: CheckFigures) => `${lineOf(figures)} People will talk over each other.`,
      uneven: (figures: CheckFigures) => `${lineOf(figures)} Voices will sound choppy now and then.`,
      lineCut: () => "Nothing that was sent came back.",
      lineLeft: () => "There is no way to look at.",
    },
    remedies: {
      insecure: "Open the page with https.",
      noWebrtc: "Switch WebRTC on in the browser’s settings, or use another browser.",
      keepsNothing: "Allow cookies and site data for this site in the browser’s settings.",
      quiet:
        "Speak and check again; if it stays silent, switch the microphone on or choose another in your system’s settings.",
      noPolling: "See whether you are online, and ask who runs the service whether it is up.",
      noWebsocket: "Switch off a filter or VPN, or have who runs your network let WebSockets through.",
      noStun: "Try another network, or have who runs yours let UDP out.",
      relayGone: "Try another network; if it is the same there, tell who runs the service.",
      relayBeside: "Nothing is to be done here; who runs the service may want to know.",
      relayRefuses: "Tell who runs the service: the relay’s secret is not the service’s.",
      relayFull: "Try again in a minute; if it stays so, tell who runs the service.",
      relayUnknown: "Tell who runs the service: the relay’s name leads nowhere.",
      relayMute: "Tell who runs the service: the relay’s ports have to be open for UDP.",
      relayNone: "Tell who runs the service, if people in offices or hotels cannot join.",
      overTcp: "Try another network, or have who runs yours let UDP out.",
      relayed: "Try another network, or have who runs yours let UDP out.",
      noWay: "Try another network; if it is the same there, tell who runs the service.",
      noWorker: "Tell who runs the service: “meetd doctor” says why.",
      tooMany: "Wait a minute, then check again.",
      notAsked: "See whether you are online, then check again.",
      lossy: "Go nearer to your Wi-Fi, or use a cable.",
      slow: "Switch off a VPN, and what else uses your line.",
      uneven: "Go nearer to your Wi-Fi, or stop downloads and other calls.",
      lineCut: "Check again; if it is the same, try another network.",
    },
    report: "Report",
    reportText: "What was found, to send to who helps you. It is all that you see here: no addresses, no names.",
    copyReport: "Copy report",
    reportCopied: "Report copied.",
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

  present: {
    named: (names: readonly string[], more: number) =>
      names.length === 1 && more === 0
        ? `${names[0] ?? ""} is here`
        : more === 0
          ? `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""} are here`
          : `${names.join(", ")} and ${more === 1 ? "1 other" : `${more} others`} are here`,
    counted: (count: number) => (count === 1 ? "1 person is here" : `${count} people are here`),
  },

  /** Of the account. */
  ownPicture: {
    heading: "Picture",
    text: "Who is in a meeting with you sees it while your camera is off, from the next time that you join.",
    choose: "Choose picture",
    file: "Picture file",
    remove: "Remove picture",
    unreadable: "This file is no picture that your browser can read. Choose another.",
  },

  /** Several computers in one physical room, of which one has the sound. */
  sameRoom: {
    heading: "Same room",
    without: "Join without sound",
    why: "For when somebody in your room is in already: what is said is heard and spoken over their computer.",
    whose: "Who is in your room?",
    join: "In my room: without sound",
    ownSound: "Use my own sound",
    beside: (username: string) => `with ${username}`,
    here: (username: string | null) =>
      username === null ? "You are here without sound." : `You are here without sound, with ${username}.`,
    silent: "You are here without sound. Use your own sound first.",
    /** Both microphones hear the same. */
    heard: (username: string) => `You and ${username} seem to be in one room, so that others may hear an echo.`,
    leaveIt: "Be here without sound",
    again: "You hear this meeting here again. Your microphone is off until you turn it on.",
  },

  embed: {
    languageUnknown: (tag: string, spoken: readonly string[]) =>
      `The meeting does not speak ${tag}. It speaks ${spoken.join(", ")}.`,
  },
  guest: {
    meeting: "Meeting",
    heading: "Join the meeting",
    name: "Your name",
    enterName: "Enter a name.",
    you: "You",
    ask: "Ask to join",
    signInInstead: "Sign in instead",
    joinWithCode: "Join a meeting without an account",
    waiting: "Waiting to be let in",
    told: "The host has been told.",
    notYet: "The host is not here yet. This page goes on by itself.",
    stopWaiting: "Stop waiting",
  },

  knocks: {
    heading: (count: number) => (count === 1 ? "1 person waits to be let in" : `${count} people wait to be let in`),
    title: (count: number, title: string) => `(${count}) ${title}`,
    guest: "Guest",
    admit: "Admit",
    admitAll: "Admit all",
    deny: "Deny",
    denyAndBlock: "Deny and block",
    moreFor: (name: string) => `More for ${name}`,
    more: (count: number) => `Show ${count} more`,
    others: (count: number) => `And ${count} more after them`,
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
    options: (username: string) => `Options for ${username}`,
    pinItem: "Pin",
    unpinItem: "Unpin",
    spotlight: "Spotlight for all",
    endSpotlight: "End the spotlight",
    mutedForMe: "Muted for you",
    pages: "Pages of people",
    previousPage: "Previous page",
    nextPage: "Next page",
  },

  hands: {
    raise: "Raise hand",
    lower: "Lower hand",
    raised: (username: string) => `${username} raised a hand`,
    several: (count: number) => `${counted(count, "hand was", "hands were")} raised`,
    place: (place: number) => `Hand raised, number ${place} in line`,
    waiting: (username: string, others: number) =>
      others === 0
        ? `${username} raised a hand`
        : `${username} and ${counted(others, "other", "others")} raised a hand`,
  },

  activities: {
    heading: "Activities",
    noneYet: "Nothing is going on yet. Whoever leads the meeting can ask a poll or start a timer.",
  },

  breakouts: {
    heading: "Breakout rooms",
    headingOf: (name: string) => `Breakout rooms of “${name}”`,
    planText: "Kept with the meeting: whoever leads it finds them there, and opens them.",
    clear: "Plan none",
    create: "Plan rooms",
    roomName: (number: number) => `Room ${number}`,
    nameOf: (number: number) => `Name of room ${number}`,
    addRoom: "One more room",
    removeRoom: (number: number) => `Take room ${number} away`,
    peopleOf: (number: number) => `People of room ${number}`,
    people: "Who belongs here",
    peopleText: "People by their email or username, guests by their name, with commas between.",
    wrongPerson: (name: string, why: string) => `${name}: ${why}`,
    noRoom: "No room yet",
    others: "Everybody else",
    othersTo: {
      stay: "Stays in the main room",
      random: "Goes to a room at random",
      choose: "Chooses a room",
    },
    random: "All others at random",
    randomText: "As the rooms open, and whoever comes later.",
    choice: "Everybody chooses",
    choiceText: "Else they go where they are put.",
    shuffle: "Assign at random",
    minutes: "Minutes open",
    minutesText: "Empty: until you close them.",
    open: "Open rooms",
    close: "Close rooms",
    where: (username: string) => `Room of ${username}`,
    whereAwaited: (name: string) => `Room of ${name}, not here yet`,
    notAwaited: "Not expected any more",
    mainRoom: "Main room",
    nobody: "Nobody yet",
    join: (name: string) => `Go to ${name}`,
    choose: (name: string) => `Choose ${name}`,
    yours: "Yours",
    addTime: "5 more minutes",
    toAll: "To all rooms",
    say: "Tell all",
    said: (username: string, text: string) => `${username}: ${text}`,
    closesIn: (time: string) => `closes in ${time}`,
    soon: "The breakout rooms close in a minute.",
    help: "Ask for help",
    helpAsked: "Whoever leads was called.",
    helpFrom: (username: string, room: string) => `${username} asks for help in ${room}.`,
    goThere: "Go there",
    back: "Back to main room",
  },

  timer: {
    heading: "Timer",
    minutes: "Minutes",
    start: "Start timer",
    add: "Add a minute",
    stop: "Stop timer",
    setBy: (username: string) => `Set by ${username}`,
    left: (time: string) => `Timer: ${time} left`,
    over: "Time is up",
  },

  polls: {
    heading: "Polls",
    create: "New poll",
    question: "Question",
    option: (number: number) => `Option ${number}`,
    addOption: "One more option",
    removeOption: (number: number) => `Take option ${number} away`,
    several: "Several answers",
    severalText: "One may choose more than one.",
    anonymous: "Anonymous",
    anonymousText: "Nobody learns who chose what.",
    live: "Live results",
    liveText: "Otherwise they are shown once it is closed.",
    ask: "Ask now",
    keep: "Keep for later",
    open: "Open poll",
    close: "Close poll",
    openAgain: "Open again",
    remove: "Delete poll",
    export: "Save as CSV",
    states: { draft: "For later", open: "Open", closed: "Closed" },
    chooseSeveral: "Choose one or more",
    voters: (count: number) => `${counted(count, "person", "people")} voted`,
    result: (votes: number, percent: number) => `${counted(votes, "vote", "votes")}, ${percent} %`,
    hidden: "Results come when it is closed.",
    opened: (question: string) => `Poll: ${question}`,
    closed: (question: string) => `Results: ${question}`,
    show: "Show poll",
  },

  reactions: {
    button: "Reactions",
    give: "Give a sign",
    names: {
      thumbsUp: "Thumbs up",
      heart: "Heart",
      applause: "Applause",
      laugh: "Laugh",
      surprise: "Surprise",
      party: "Party",
    },
    gave: (username: string, sign: string) => `${username}: ${sign}`,
    you: "You",
    show: "Show reactions",
    showText: "They float over the stage for a moment.",
  },

  /** Drawing and pointing on what is presented. */
  draw: {
    start: (username: string) => `Draw on the screen of ${username}`,
    startOwn: "Draw on your screen",
    tools: "Drawing tools",
    names: { laser: "Laser pointer", pen: "Pen", arrow: "Arrow", text: "Text" },
    undo: "Undo my last",
    undoKeys: "Ctrl + Z",
    clear: "Clear the drawing",
    othersMay: "Others may draw",
    stop: "Stop drawing",
    surface: "Drawing surface",
    surfaceHelp: "The arrow keys move the pointer, with Shift farther. The space bar begins and ends a stroke.",
    words: "Words to put there",
  },

  /** The room's own. */
  board: {
    name: "Board",
    open: "Open the board",
    close: "Close the board",
    draw: "Draw on the board",
    empty: "Nothing is drawn on it yet.",
    emptyYours: "Nothing is drawn on it yet. Take the pen.",
    pin: "Pin the board",
    unpin: "Unpin the board",
    save: "Save the board",
    saveAs: { png: "As a picture (PNG)", svg: "To go on with (SVG)" },
    /** Of a room of that name. */
    fileName: (room: string) => `${room} board`.trim(),
    notSaved: "Your browser could not make a picture of it.",
    openedBy: (username: string | null) => (username === null ? "The board is open" : `${username} opened the board`),
    closed: "The board is closed. What is drawn on it stays.",
  },

  volume: {
    item: "Volume",
    of: (username: string) => `Volume of ${username}`,
    ofScreen: (username: string) => `Volume of what ${username} presents`,
    text: "Only you hear the difference.",
    percent: (percent: number) => `${percent} %`,
    mute: "Mute for me",
    unmute: "Unmute for me",
  },

  views: {
    heading: "View",
    names: { auto: "Automatic", tiles: "Tiles", spotlight: "Spotlight", sidebar: "Sidebar" },
    perPage: "Tiles on a page",
    sizes: (count: number) => (count === 0 ? "As many as fit" : String(count)),
    hideOwn: "Hide my picture",
    showOwn: "Show my picture",
    fullScreen: "Full screen",
    leaveFullScreen: "Leave full screen",
  },

  people: {
    count: (count: number) => `${counted(count, "person", "people")} in the call`,
    find: "Find a person",
    nobody: "Nobody here has that name.",
    /** Behind one's own name. */
    you: "(you)",
    guest: "guest",
    /** A program that takes part. */
    bot: "bot",
  },

  /** Files in the chat. */
  files: {
    attach: "Attach files",
    drop: "Drop files here",
    uploading: (name: string) => `Uploading ${name}`,
    cancel: (name: string) => `Cancel ${name}`,
    retry: (name: string) => `Try ${name} again`,
    save: (name: string) => `Save ${name}`,
    open: (name: string) => `Open ${name}`,
    noPreview: "No preview",
    unreadable: "Your browser cannot show this picture. Save it instead.",
    notLoaded: "This picture did not load. Try again in a moment.",
    size: (bytes: number) =>
      bytes < 1000
        ? `${bytes} B`
        : bytes < 1_000_000
          ? `${Math.round(bytes / 1000)} kB`
          : `${(bytes / 1_000_000).toFixed(1)} MB`,
  },

  /** What one is called in a meeting. */
  called: {
    change: "Change your name here",
    heading: "Your name in this meeting",
    name: "Name",
    pronouns: "Pronouns",
    pronounsHint: "Such as she/her. Optional.",
    save: "Save",
  },

  /** What happened in a meeting. */
  log: {
    heading: "Meeting log",
    open: "Meeting log",
    save: "Save as CSV",
    none: "Nobody was here yet.",
    time: "Time",
    what: "What happened",
    guest: (username: string) => `${username} (guest)`,
    sentence: (action: string, who: string, by: string, role: string | null) => {
      const lines: Readonly<Record<string, string>> = {
        came: `${who} came`,
        left: `${who} left`,
        lost: `${who} lost the connection`,
        removed: `${by} removed ${who}`,
        blocked: `${by} removed and blocked ${who}`,
        admitted: `${by} let ${who} in`,
        denied: `${by} did not let ${who} in`,
        role: `${by} made ${who} ${MADE[(role ?? "participant") as Role]}`,
        locked: `${by} locked the meeting`,
        unlocked: `${by} unlocked the meeting`,
        ended: `${by} ended the meeting`,
      };
      return lines[action] ?? `${who} ${action}`;
    },
  },

  /** What those see who help to run the service. */
  admin: {
    heading: "Service",
    back: "All meetings of the service",
    servers: "Servers",
    noAnswer: "Does not answer. Look whether it runs.",
    server: (its: { version: string; uptime: number; draining: boolean; rooms: number; people: number }) => {
      const hours = Math.floor(its.uptime / 3600);
      const up =
        hours > 0 ? counted(hours, "hour", "hours") : counted(Math.floor(its.uptime / 60), "minute", "minutes");
      const busy = `${counted(its.rooms, "meeting", "meetings")}, ${counted(its.people, "person", "people")}`;
      return `meetd ${its.version}, up ${up} · ${busy}${its.draining ? " · being emptied" : ""}`;
    },
    worker: (its: { index: number; state: string; cpu: number; sends: number; routers: number; carried: number }) => {
      const state = its.state === "runs" ? "" : ` (${its.state})`;
      const carries = `${counted(its.routers, "room", "rooms")}, ${counted(its.carried, "stream", "streams")}`;
      return `Worker ${its.index}${state}: ${its.cpu} % of a core, sends ${rate(its.sends)}, ${carries}`;
    },
    drain: "Drain",
    drainNamed: (name: string) => `Drain ${name}`,
    drainHeading: (name: string) => `Drain ${name}?`,
    drainText: (minutes: number) =>
      `It begins no meetings any more. With several servers, its meetings go on at the others while people talk. If it is the only one, they are ended in ${minutes} minutes, and people come back once it takes meetings again.`,
    drainAction: "Drain it",
    takeMeetings: "Take meetings again",
    takeMeetingsNamed: (name: string) => `Have ${name} take meetings again`,
    rooms: "Meetings under way",
    roomsText: "Choose one to see who is in it and how it went.",
    noRooms: "Nobody is in a meeting now.",
    room: (its: { people: number; mode: string; server: string }) =>
      `${counted(its.people, "person", "people")}, ${its.mode === "p2p" ? "directly" : "through the server"}, on ${its.server}`,
    moreRooms: (count: number) => `${counted(count, "smaller one is", "smaller ones are")} not shown.`,
    code: "Code of a meeting, also of one that is over",
    noCode: "That is no code of a meeting.",
    look: "Look",
    accounts: "Accounts",
    search: "Part of a name or an email",
    find: "Find",
    nobody: "Nobody is called so.",
    isAdmin: "Admin",
    log: "What admins did",
    logText: "Kept before it is done.",
    nothingDone: "Nothing yet.",
    /** `about`: the code of a meeting, or whom it was done to. */
    did: (action: string, who: string, about: string) => {
      const lines: Readonly<Record<string, string>> = {
        admin_end: `${who} ended the meeting ${about}`,
        admin_remove_participant: `${who} removed somebody from ${about}`,
        admin_change_participant: `${who} turned something of somebody off in ${about}, or changed their role`,
        admin_mute: `${who} muted everybody in ${about}`,
        admin_say: `${who} wrote to everybody in ${about}`,
        admin_resize: `${who} changed the number of workers of ${about}`,
        admin_empty_worker: `${who} had a worker of ${about} emptied and started anew`,
        admin_drain: `${who} had ${about} drained`,
        admin_take_rooms: `${who} had ${about} take meetings again`,
        admin_promote: `${who} made ${about} an admin`,
        admin_demote: `${who} withdrew admin from ${about}`,
        admin_webhook_replay: `${who} had an event sent again that did not arrive at a webhook`,
        admin_webhook_replay_all: `${who} had all events sent again that did not arrive at a webhook`,
      };
      return lines[action] ?? `${who}: ${action} ${about}`;
    },
    refused: (done: string) => `${done}: refused`,
    somebodyGone: "somebody whose account is gone",
    promote: "Make admin",
    promoteNamed: (name: string) => `Make admin: ${name}`,
    promoteHeading: (name: string) => `Make ${name} an admin?`,
    promoteText: "They see all meetings of the service, lead any of them, and make others admins, you included.",
    promoteAction: "Give these rights",
    take: "Withdraw admin",
    takeNamed: (name: string) => `Withdraw admin from ${name}`,
    takeHeading: (name: string, own: boolean) =>
      own ? "Be no admin any more yourself?" : `Let ${name} be no admin any more?`,
    takeText: "They see no meetings of others any more from this moment.",
    takeOwnText: "You lose this page from this moment. Only another admin can give it back to you.",
    takeAction: "Withdraw these rights",
    webhooksText: "Where events of all accounts are sent. What does not arrive is tried again for three days.",
    everyWebhook: "Also those where all arrives",
    allArrives: "Everything arrives.",
    noWebhooks: "Nobody has any.",
    ofOwner: (name: string, everyRoom: boolean) => (everyRoom ? `${name}’s, of all meetings` : `${name}’s`),
    meeting: "One meeting",
    inside: "Who is in",
    nobodyInside: "Nobody is in it now.",
    morePeople: (count: number) => `${counted(count, "more is", "more are")} not shown.`,
    figures: (its: Figures | null, limited: "processor" | "network" | null, connected: boolean) => {
      const by =
        limited === null
          ? ""
          : ` · pictures limited by ${limited === "processor" ? "their processor" : "their network"}`;
      if (!connected) return "Away, and awaited";
      if (its === null) return `Not measured yet${by}`;
      const way = its.way === null ? "" : `${WAYS[its.way]} · `;
      const lost = `loses ${its.lossDown} % in, ${its.lossUp} % out`;
      const delay = its.roundTrip > 0 ? ` · ${its.roundTrip} ms` : "";
      return `${way}receives ${rate(its.receives)}, sends ${rate(its.sends)} · ${lost}${delay}${by}`;
    },
    remove: "Remove",
    removeNamed: (name: string) => `Remove ${name}`,
    removeHeading: (name: string) => `Remove ${name}?`,
    removeText: "They are out until somebody lets them in again.",
    lead: "Lead it",
    leadText: "Those inside see your name.",
    message: "To everybody in the chat",
    say: "Write",
    said: "Written in the chat",
    end: "End the meeting",
    endHeading: "End the meeting for everybody?",
    endText: "Everybody is put out at once. The meeting can be held again.",
  },

  /** Why a call was bad. */
  load: {
    heading: "What there was to do",
    text: "Kept each minute for a day, each ten minutes for a week.",
    span: "How long back",
    hours: (hours: number) => (hours === 1 ? "Hour" : hours === 24 ? "Day" : "Week"),
    server: "Server",
    allServers: "All together",
    none: "Nothing is known yet. The first figures come within a minute.",
    people: "People in meetings",
    rooms: "Meetings",
    streams: "Streams that workers send",
    sends: "Sent by workers, Mbit/s",
    cpu: "Busy, % of a core",
    ofServer: "server",
    ofBusiest: "busiest server",
    ofWorker: "busiest worker",
    loss: "Packets lost, %",
    lossDown: "to people",
    lossUp: "from people",
    gaps: "Where it is shaded, no server ran, or it could not be noted.",
    table: "As a table",
    nothing: "nothing known",
    unknown: "–",
    columns: [
      "From",
      "People",
      "Meetings",
      "Streams",
      "Mbit/s",
      "Server, %",
      "Worker, %",
      "Lost to, %",
      "Lost from, %",
    ],
    figure: (value: number) => FIGURE.format(value),
    /** `name` is empty where there is only one line. */
    summary: (name: string, its: ({ last: number; most: number } & ({ at: string } | { on: string })) | null) => {
      const before = name === "" ? "" : `${name}: `;
      if (its === null) return `${before}nothing known`;
      return `${before}${FIGURE.format(its.last)} now, at most ${FIGURE.format(its.most)} ${"on" in its ? `on ${its.on}` : `at ${its.at}`}`;
    },
  },
  limits: {
    heading: "Limits in force",
    text: "Those with a variable below them are set by whoever runs the service.",
    names: {
      peopleOfRoom: "People in a meeting",
      streamsOfWorker: "Streams and transports of a worker",
      egressOfWorker: "Sent by a worker",
      keptFor: "Events, timelines and what admins did are kept for",
      awayFor: "Somebody whose network is gone is awaited for",
      roomsOfAccount: "Meetings of an account",
      roomsMade: "Meetings that somebody makes",
      waitingForRoom: "People who wait for a meeting",
      invitedToRoom: "People invited to a meeting",
      linksOfRoom: "Links of a meeting that let one person in each",
      picturesOfLinks: "Pictures of a meeting's links",
      messageLength: "Characters of a message",
      messagesSent: "Messages that somebody writes",
      messagesOfDay: "Messages of a person in a day",
      messagesOfGuests: "Messages of all guests of somebody in a day",
      fileSize: "Size of a file",
      filesOfDay: "Files of a person in a day",
      filesOfRoom: "Files of a meeting",
      filesOfHost: "Files of all meetings of somebody",
      keysOfAccount: "API keys of an account",
      webhooksOfAccount: "Webhooks of an account",
      signInsOfAccount: "Places where somebody is signed in",
      writes: "Requests of a person or a key that change something",
      wrongPasswordsOfAccount: "Wrong passwords in a row that lock an account",
      wrongPasswordsOfPlace: "Wrong passwords at once from one address",
      registrationsOfPlace: "New accounts from one address",
      guestsOfPlace: "Guests from one address",
    },
    value: (
      value: number,
      unit: "count" | "bytes" | "seconds" | "days" | "megabits" | "perSecond" | "perMinute",
    ): string => {
      switch (unit) {
        case "count":
          return COUNT.format(value);
        case "bytes":
          return value >= 2 ** 30 ? `${COUNT.format(value / 2 ** 30)} GB` : `${COUNT.format(value / 2 ** 20)} MB`;
        case "seconds":
          return counted(value, "second", "seconds");
        case "days":
          return counted(value, "day", "days");
        case "megabits":
          return `${COUNT.format(value)} Mbit/s`;
        case "perSecond":
          return `${COUNT.format(value)} a second`;
        case "perMinute":
          return `${COUNT.format(value)} a minute`;
      }
    },
  },
  webhooks: {
    heading: "Webhooks",
    text: "What happens in your meetings is sent to your own programs, signed.",
    none: "Nothing is sent anywhere yet.",
    make: "New webhook",
    secret: "The secret that signs",
    once: "It is shown this once. Your program checks with it that a message is from here.",
    onceMore: "It is shown this once. The one before signs too for a day.",
    copy: "Copy secret",
    copied: "Secret copied",
    made: "Webhook made. Copy its secret now.",
    created: (day: string) => `Made on ${day}`,
    state: (waiting: number, failing: number) => {
      if (failing > 0) return `does not answer as it should: ${counted(failing, "meeting waits", "meetings wait")}`;
      return waiting > 0 ? "sending" : "nothing waits";
    },
    paused: "paused",
    allTypes: "All events",
    more: (name: string) => `More for ${name}`,
    try: "Send a test",
    arrived: "The test arrived.",
    failed: (status: number | null, why: string | null) =>
      status === null ? `The test did not arrive. ${why ?? ""}` : `The test was answered with ${status}.`,
    pause: "Pause",
    resume: "Go on",
    rotate: "New secret",
    rotateHeading: "Make another secret?",
    rotateText: "The one in use signs too for a day. Put the new one into your program by then.",
    rotateAction: "Make secret",
    delete: "Delete",
    deleteHeading: (name: string) => `Delete the webhook ${name}?`,
    deleteText: "Nothing is sent there any more, and what did not arrive is forgotten.",
    deleteAction: "Delete webhook",
    newHeading: "Make a webhook",
    newText: "Each event is sent by POST as JSON, again and again until it arrives.",
    url: "Address",
    urlHint: "Where your program listens, as https://example.com/events.",
    types: "Send when",
    chooseTypes: "Choose at least one thing that is sent.",
    note: "Note",
    noteHint: "What it is for. Only you and admins of the service read it.",
    create: "Make webhook",
  },
  /** By the names that the server has for them. */
  eventTypes: {
    "room.created": "A meeting is made",
    "room.started": "A meeting begins",
    "room.ended": "A meeting is over",
    "participant.joined": "Somebody comes in",
    "participant.left": "Somebody leaves",
    knock: "Somebody asks to come in",
    role: "Somebody gets another role",
    message: "Somebody writes in the chat",
  },
  deadLetters: {
    heading: "What did not arrive",
    text: (place: string) => `It was sent to ${place} for three days, and is kept as long as all events are.`,
    none: "Nothing is left to be sent again.",
    count: (dead: number) => (dead >= 1000 ? "1000 or more did not arrive" : `${dead} did not arrive`),
    why: (status: number | null, error: string, attempts: number, when: string) => {
      const last = status === null ? error : `answered with ${status}`;
      return `${last} · tried ${counted(attempts, "time", "times")} · given up ${when}`;
    },
    send: "Send again",
    sendNamed: (what: string, number: number) => `Send again: ${what}, event ${number}`,
    sending: "Being sent",
    all: "Send all again",
    sent: "Being sent again",
  },
  timelines: {
    heading: "How it went",
    text: "Newest first. Choose a name to see that person alone.",
    none: "Nothing is kept of it.",
    only: (name: string) => `Only ${name}`,
    onlyNamed: (name: string) => `Show ${name} alone`,
    all: "Show everybody",
    again: "Look again",
    sentence: (kind: string, value: number, address: string) => {
      const family = value === 0 ? "" : `, IPv${value}`;
      const pictures = counted(value, "picture", "pictures");
      const lines: Readonly<Record<string, string>> = {
        joined: "came in",
        left: "left",
        lost: "did not come back",
        removed: "was removed",
        replaced: "went on in another window",
        away: `network lost for ${lasted(value)}`,
        direct: "Media travels directly between two",
        throughServer: "Media travels through the server",
        moved: "The meeting goes on on another server",
        ended: "The meeting ended",
        pathFailed: "could not connect for media",
        unreachable: "cannot reach the server's media ports",
        limitedProcessor: "camera limited by processor",
        limitedNetwork: "camera limited by network",
        unlimited: "camera not limited any more",
        microphoneOn: "microphone on",
        microphoneOff: "microphone off",
        cameraOn: "camera on",
        cameraOff: "camera off",
        screenOn: "presents",
        screenOff: "presents no more",
        address: `reaches the service from ${address}`,
        stepSocket: `reached the server after ${lasted(value)}`,
        stepJoined: `was let in after ${lasted(value)}`,
        stepTransports: `began to connect media after ${lasted(value)}`,
        stepConnected: `media connected after ${lasted(value)}`,
        stepFrame: `saw the first picture after ${lasted(value)}`,
        pathUdp: `media over UDP${family}`,
        pathTcp: `media over TCP${family}`,
        pathRelayUdp: `media through a relay over UDP${family}`,
        pathRelayTcp: `media through a relay over TCP${family}`,
        pathRelayTls: `media through a relay over TLS${family}`,
        mediaLost: `no media for ${lasted(value)}`,
        lossDown: value === 0 ? "loses nothing of what comes any more" : `loses ${value} % of what comes`,
        lossUp: value === 0 ? "loses nothing of what they send any more" : `loses ${value} % of what they send`,
        voiceGaps: value === 0 ? "hears voices whole again" : `hears gaps: ${value} % of voices missing`,
        frozen: `a picture stood still for ${lasted(value)}`,
        smaller: value === 0 ? "gets all pictures as large as asked for" : `gets ${pictures} smaller than asked for`,
        picturesAll: "receives all pictures again",
        picturesScreens: "receives no cameras, so that voices stay whole",
        picturesNone: "receives no pictures, so that voices stay whole",
        microphoneChanged: "uses another microphone",
        cameraChanged: "uses another camera",
        speakerChanged: "uses another speaker",
        microphoneFailed: "microphone failed",
        cameraFailed: "camera failed",
      };
      return lines[kind] ?? kind;
    },
  },

  /** What those who lead a meeting do, and what they are asked. */
  led: {
    hostControls: "Host controls",
    moreFor: (username: string) => `More for ${username}`,
    mute: "Mute",
    askToUnmute: "Ask to unmute",
    stopCamera: "Stop camera",
    askForCamera: "Ask to show camera",
    stopPresenting: "Stop presenting",
    lowerHand: "Lower hand",
    make: {
      host: "Make host",
      cohost: "Make cohost",
      participant: "Make participant",
      viewer: "Make viewer",
    },
    remove: "Remove",
    block: "Remove and block",
    asks: {
      block: {
        heading: (username: string) => `Remove and block ${username}?`,
        text: "They cannot come back, also not to later meetings with this link.",
        yes: "Remove and block",
      },
      host: {
        heading: (username: string) => `Make ${username} the host?`,
        text: "The meeting is theirs from then on. You stay as a cohost.",
        yes: "Make host",
      },
    },
    muteAll: "Mute all",
    lowerHands: "Lower all hands",
    everybodyMay: "Everybody may",
    whoComes: "Who comes in",
    rules: {
      locked: "Lock the meeting",
      mayUnmute: "Turn on their microphone",
      mayShowCamera: "Turn on their camera",
      mayPresent: "Present their screen",
      mayChat: "Write in the chat",
      mayShareFiles: "Put files into the chat",
      mayReact: "Send reactions",
      mayDraw: "Draw on the board and on what is presented",
      mayRename: "Change their name",
      muteOnEntry: "Is muted at first",
      waitForHost: "Waits until somebody leads",
    },
    limit: "People at a time",
    limits: (count: number) => (count === 0 ? "As many as the service takes" : `${String(count)} at most`),
    blocked: "Blocked",
    /** Whose name nobody knows. */
    somebody: "Somebody",
    unblock: "Unblock",
    unblockOf: (username: string) => `Unblock ${username}`,
    access: "Comes in without asking",
    accesses: {
      open: "Whoever has the link",
      trusted: "Whoever has an account",
      restricted: "Whoever is invited",
    },
    onlyNew: "Reads only what is written after they came",
    lockedText: "Whoever comes now has to ask.",
    endForAll: "End for all",
    endHeading: "End the meeting for all?",
    endText: "Everybody leaves the call. The link still works.",
    asked: (username: string, voice: boolean) =>
      voice ? `${username} asks you to unmute.` : `${username} asks you to turn on your camera.`,
    unmute: "Unmute",
    showCamera: "Turn on camera",
    notNow: "Not now",
    viewersMayNot: "You are a viewer here. Raise your hand to take part.",
    you: "You",
    /** Who something was done to. */
    whom: "you",
    /** Who did what to whom. */
    sentence: (by: string, action: string, whom: string | null, role: Role | null) => {
      const one = whom ?? "somebody";
      const deeds: Readonly<Record<string, string>> = {
        muted: `${by} muted ${one}`,
        mutedAll: `${by} muted everybody`,
        cameraStopped: `${by} turned off ${possessive(one)} camera`,
        presentingStopped: `${by} stopped ${possessive(one)} presentation`,
        removed: `${by} removed ${one}`,
        blocked: `${by} removed ${one} for good`,
        role: `${by} made ${one} ${MADE[role ?? "participant"]}`,
        rules: `${by} changed the rules of the meeting`,
        locked: `${by} locked the meeting`,
        moved: `${by} moved ${one} to another meeting`,
        unlocked: `${by} unlocked the meeting`,
        handLowered: `${by} lowered ${possessive(one)} hand`,
        handsLowered: `${by} lowered all hands`,
        ended: `${by} ended the meeting`,
      };
      return deeds[action] ?? `${by} changed something in this meeting`;
    },
  },

  roles: {
    host: "Host",
    cohost: "Cohost",
    participant: "Participant",
    viewer: "Viewer",
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
    notSentYet: "Not sent yet. It is sent by itself once that is possible.",
    notSent: (why: string) => `Not sent. ${why}`,
    edit: "Edit",
    edited: "edited",
    deleted: "This message was deleted",
    sending: "Sending",
    sent: "Sent",
    mayNotWrite: "You may read the chat here, and not write in it.",
    menu: "Options",
    reply: "Reply",
    replyPrivately: "Reply privately",
    replyingTo: (username: string) => `Replying to ${username}`,
    editing: "Editing your message",
    save: "Save",
    privatelyTo: (username: string) => `Privately to ${username}`,
    privatelyToYou: "Privately to you",
    to: "To",
    everybody: "Everybody",
    placeholderTo: (username: string) => `Write to ${username} alone`,
    hasLeft: (username: string) => `${username} (has left)`,
    /** Behind a link whose text says something else. */
    leadsTo: (host: string) => `(${host})`,
    reactWith: (emoji: string) => `React with ${emoji}`,
    reactedWith: (emoji: string, count: number) => `${emoji} ${counted(count, "person", "people")}`,
    emoji: "Emoji",
    deleteHeading: "Delete this message?",
    deleteText: "Nobody will be able to read it any more.",
    notThere: "That message is not there any more.",
    search: "Search what was said",
    closeSearch: "Close search",
    found: "Found",
    nothingFound: "No message has these words.",
    searchOn: "Search further back",
    export: "Export the chat",
  },
};
