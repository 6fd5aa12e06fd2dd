#pragma once
// Bridged calls over sockets of the loopback: what the media plane takes of a core.

#include <chrono>

namespace bench {

struct Load {
  int calls = 100;
  bool recorded = true;
  bool sealed_wire = false;  // SDES-SRTP on both legs
  std::chrono::seconds time{20};
};

struct Taken {
  double media = 0, recorder = 0, generator = 0;  // of one core, 0..1
  double sent = 0, heard = 0;                     // packets a second, of the generator
};

Taken run(const Load& load);

}  // namespace bench
