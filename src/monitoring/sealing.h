#pragma once
// The secret of a channel as its row keeps it. Private to the module.

#include <string>

#include "keys/keys.h"
#include "monitoring/notice_types.h"

namespace monitoring {

inline std::string secret_context(NoticeChannelId id) {
  return "notice_channel.sealed_secret." + id.text();
}

inline std::string seal_secret(const keys::KeyRing& keys, NoticeChannelId id, const std::string& secret) {
  return secret.empty() ? "" : keys.seal(secret, secret_context(id));
}

// "" when there is none.
inline std::string open_secret(const keys::KeyRing& keys, NoticeChannelId id, const std::string& sealed) {
  return sealed.empty() ? "" : keys.open(sealed, secret_context(id)).value_or("");
}

}  // namespace monitoring
