#pragma once
// Finds the addresses of a trunk's host without making the signalling loop wait.

#include <functional>
#include <string>
#include <vector>

#include "voice/address.h"

namespace voice::sip {

// Thread: asked and answered on the signalling loop.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // `found` is called later, or at once for what is an address already; empty when there is none.
  virtual void resolve(const std::string& host, std::uint16_t port,
                       std::function<void(std::vector<Address>)> found) = 0;
};

}  // namespace voice::sip
