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

// Nobody can come back as one of them: the browser that knew the token never was.
void write_past(db::Transaction& tx, const std::vector<PastVisitor>& visitors);
void write_past(db::Transaction& tx, const keys::KeyRing& keys, const std::vector<PastConversation>& conversations);

}  // namespace channels
