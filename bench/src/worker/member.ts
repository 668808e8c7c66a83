// The worker's script: the member of the program under test, in a thread of its own.
import { hostMember } from "@svs/worker/host";
import { openMember } from "./open-member.js";

hostMember(openMember);
