#pragma once
// What canned replies tell in the event log.

#include <string_view>

#include "access/events.h"
#include "channels/replies/types.h"

namespace channels {

// Subject: the reply. `owner_id`: of an own one, which concerns nobody else.
struct ReplyChanged {
  static constexpr std::string_view type = "channels.reply_changed";
  ReplyId reply_id;
  std::optional<org::PersonId> owner_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(ReplyChanged, (), (reply_id, owner_id, change))

}  // namespace channels
