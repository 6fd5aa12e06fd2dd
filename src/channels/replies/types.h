#pragma once
// Canned replies: texts that agents say often. Own ones, and those that are shared in a centre
// and all below it, or everywhere. {客户}, {工号} and the like are filled in where they are used.

#include <array>
#include <optional>
#include <string>

#include "access/types.h"
#include "base/describe.h"

namespace channels {

using ReplyId = base::Id<struct CannedReplyTag>;

struct CannedReplyFields {
  std::optional<org::CentreId> centre_id;  // of a shared one; none: everywhere
  bool own = true;                         // seen by whoever made it only
  std::string folder;
  std::string shortcut;  // typed behind "/"; letters and digits, "" none
  std::string title;
  std::string text;
  std::string language;  // "zh-CN", "en", or "" for any
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(CannedReplyFields, (), (centre_id, own, folder, shortcut, title, text, language, position))
constexpr auto limits_of(const CannedReplyFields*) {
  return std::array{base::Limit{.field = "folder", .max_length = 40},
                    base::Limit{.field = "shortcut", .max_length = 20},
                    base::Limit{.field = "title", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "text", .min_length = 1, .max_length = 2'000, .lines = true},
                    base::Limit{.field = "language", .max_length = 10},
                    base::Limit{.field = "position", .minimum = 0, .maximum = 1'000'000}};
}

struct CannedReply : CannedReplyFields {
  ReplyId id;
  std::optional<org::PersonId> owner_id;  // of an own one
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(CannedReply, (CannedReplyFields), (id, owner_id, version, updated_at))

}  // namespace channels
