#pragma once
// Canned replies. Who works as an agent sees the shared ones of the own centre and of those
// above it, and its own; own ones are edited by whoever made them, shared ones with the right
// replies.edit over their centre (everywhere: from the root).
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, Invalid.

#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "channels/replies/types.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace channels {

class Replies {
 public:
  explicit Replies(org::Platform platform) : platform_(platform) {}

  // All that the actor may use, by folder and position.
  base::Result<std::vector<CannedReply>> replies(const org::Actor& actor);
  base::Result<CannedReply> reply(const org::Actor& actor, ReplyId id);
  base::Result<CannedReply> create(const org::Actor& actor, const CannedReplyFields& fields);
  base::Result<CannedReply> edit(const org::Actor& actor, ReplyId id, std::int64_t version,
                                 const CannedReplyFields& fields);
  base::Status remove(const org::Actor& actor, ReplyId id);

 private:
  org::Platform platform_;
};

void add_reply_endpoints(org::Api& api, Replies& replies);
// The topic canned_replies, of the viewer alone.
void add_reply_topics(realtime::Hub& hub);

}  // namespace channels
