#include "channels/webchat/webchat.h"

#include "channels/webchat/feed.h"

namespace channels {

Webchat::Webchat(org::Platform platform, files::Store& files, const images::Cleaner& cleaner,
                 const base::Messages& messages, Rates rates)
    : platform_(platform),
      files_(files),
      cleaner_(cleaner),
      messages_(messages),
      sessions_(rates.sessions, platform.clock),
      chats_(rates.chats, platform.clock),
      says_(rates.messages, platform.clock),
      uploads_(rates.uploads, platform.clock),
      feed_(std::make_unique<Feed>(platform, messages)) {}

Webchat::~Webchat() = default;

}  // namespace channels
