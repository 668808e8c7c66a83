/** What `svs-chat --help` prints. */
export const USAGE = `Usage: svs-chat [-n NAME] [-gp PREFIX] [options]
       svs-chat doctor [-gp PREFIX] [options]

A chat with no server: all who use the same group prefix talk to each other.

  -n, --nodename NAME        your name in the group: alice and /alice are the same
                             (asked for if you leave it out)
  -gp, --groupprefix PREFIX  the group (default /svs)
      --dialect NAME         how the group's members write to each other: v3 (default),
                             v2 (the C++ library, NDNts), python (ndn-svs 0.3 and its
                             chat) or python-0.2 (ndn-svs 0.2 and its chat)
      --secret WORDS         a private room: who has the same words talks with you, nobody
                             else does or reads it. Other users of this machine may see
                             what you type here; better: --secret-file FILE, or the
                             variable SVS_CHAT_SECRET
      --secret-file FILE     the same, with the words from a file
      --store DIR            where what is said is kept, so that it and you are there again
                             next time (default: svs-chat in ~/.local/share, in ~/Library/
                             Application Support or in %LOCALAPPDATA%). Contents are kept
                             as they were sent, those of a private room encrypted
      --ephemeral            keep nothing: the history is gone when you leave
      --forwarder URI        the NDN forwarder to use: unix:///path, tcp://host:port,
                             udp://host:port or ws://host:port (default: the one of
                             this machine; if there is none, this process serves one)
      --line-mode            no drawing: one line in is one message, one message is one
                             line out (also whenever standard input is no terminal)
      --log-level LEVEL      error, warn, info (default) or debug, on standard error
  -h, --help                 print this and leave
      --version              print the version and leave

svs-chat doctor looks at everything that a chat needs, and says what to do where
something is wrong; svs-chat doctor --help lists its options.
`;

/** What `svs-chat doctor --help` prints. */
export const DOCTOR_USAGE = `Usage: svs-chat doctor [-gp PREFIX] [options]

Looks at what a chat needs: which forwarder there is and why that one, whether it takes
registrations, the strategy of the group, the clock, who speaks how in the group, and the
place where what is said is kept. One line for each finding, with the remedy. It joins no
group, says nothing and changes nothing.

  -gp, --groupprefix PREFIX  the group (default /svs)
      --forwarder URI        the NDN forwarder to look at (default: the one that a chat
                             would use)
      --listen SECONDS       how long to listen for members (default 3; idle ones that
                             have nothing to say announce themselves after 30)
      --store DIR            the place to look at (default: the one that a chat would use)
      --log-level LEVEL      error, warn, info (default) or debug, on standard error
  -h, --help                 print this and leave

Exit code: 0 if nothing failed, 1 if something did, 2 for a wrong option.
`;

/** What `/help` prints inside the chat. */
export const COMMAND_HELP: readonly string[] = [
  "Type a line and press Enter to say it; \u2713: somebody else has it.",
  "  /who    who has spoken here, when, and how much is still to come",
  "  /help   this",
  "  /quit   leave; also Ctrl-D on an empty line, or Ctrl-C",
  "Begin with // to say a line that begins with a slash.",
  "Arrow up brings back what you typed before.",
];
