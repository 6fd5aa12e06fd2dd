#pragma once
// All SQL of canned replies. Private to the module.

#include <optional>
#include <vector>

#include "channels/replies/types.h"
#include "db/database.h"
#include "db/rows.h"

namespace org {
struct Actor;
}

namespace channels {

std::optional<CannedReply> find_reply(db::Transaction& tx, ReplyId id);
// The actor's own and those shared in its centre, above it, and below it as far as it edits
// them; all, or those of `ids`.
std::vector<CannedReply> replies_for(db::Transaction& tx, const org::Actor& actor,
                                     const std::vector<std::int64_t>* ids);
bool shortcut_is_taken(db::Transaction& tx, const CannedReply& reply);
std::int64_t count_own(db::Transaction& tx, org::PersonId owner);
void insert(db::Transaction& tx, const CannedReply& reply);
void update(db::Transaction& tx, const CannedReply& reply);
void erase(db::Transaction& tx, ReplyId id);

}  // namespace channels
