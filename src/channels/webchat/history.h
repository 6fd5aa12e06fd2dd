#pragma once
// Chats of the past, as a sample knows them when all is over: written in bulk. The log tells
// nothing of them; what it tells of the contacts is enough for figures.

#include <vector>

#include "access/actor.h"
#include "channels/webchat/types.h"
#include "db/database.h"
#include "keys/keys.h"

namespace channels {

struct PastVisitor {
  VisitorId id;
  SiteId site_id;
  base::Time created_at;
  std::optional<org::PersonId> last_agent_id;
  std::string token;  // that the site gave it (begin_session); "": nobody comes back as this one
};

// What was said. Of a notice: its key, and its arguments.
struct PastWords {
  MessageId id;
  base::Time at;
  Author author = Author::Visitor;
  std::optional<org::PersonId> author_id;
  std::string text;
  std::map<std::string, std::string> arguments;
};

// An ended chat with ids of its time. `chat` says all but the figures that follow from the
// words; its participants are nobody.
struct PastConversation {
  Chat chat;
  org::Place place;  // of the agent
  std::vector<Answer> answers;
  std::vector<PastWords> words;
};

void write_past(db::Transaction& tx, const std::vector<PastVisitor>& visitors);
void write_past(db::Transaction& tx, const keys::KeyRing& keys, const std::vector<PastConversation>& conversations);

}  // namespace channels
