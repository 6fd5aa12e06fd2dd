#pragma once
// A certificate for a server that has none yet, and how long one is good.

#include <string>
#include <vector>

#include "base/time.h"

namespace http {

// Writes a self-signed certificate (ECDSA P-256, 825 days) for localhost, the
// loopback addresses and `names` (DNS names or IP addresses), and its key, which only
// the owner may read. Throws std::runtime_error with a sentence when it cannot.
void make_self_signed(const std::string& certificate_path, const std::string& key_path,
                      const std::vector<std::string>& names);

// When the (first) certificate of a PEM file ends. Throws std::runtime_error with a sentence when it cannot be read.
base::Time certificate_end(const std::string& certificate_path);

}  // namespace http
