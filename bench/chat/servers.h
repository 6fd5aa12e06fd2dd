#pragma once
// The servers that are measured. Each runs in a process of its own, prints its port and a line
// end on standard output, and serves until it is killed.

#include <string>

namespace bench {

// The whole program on a new SQLite folder, with a site, a queue and agents who are signed in
// and ready. Leaves the key of the site and the agents' cookies in FOLDER/hall, a line each.
void serve_program(const std::string& folder, int agents, int workers);
// The least that Beast can do: what is posted goes to the two sockets of the chat. Nothing is
// written, nobody is asked who he is.
void serve_relay();

}  // namespace bench
