#pragma once
// The servers that are measured. Each runs in a process of its own, prints its port
// and a line end on standard output, and serves until it is killed.

namespace bench {

void serve_ours();   // http::Server: JSON at /reply through a worker, broadcasts at /live
void serve_beast();  // the least that Beast can do for the same reply: no routes, no limits, no workers

}  // namespace bench
