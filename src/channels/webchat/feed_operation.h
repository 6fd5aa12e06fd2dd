#pragma once
// What a visitor's browser may send over its live feed. Private to the module.

#include <optional>
#include <string>
#include <string_view>

#include "channels/webchat/types.h"

namespace channels {

enum class FeedOp { Hello, Received, Read, Typing };
BOOST_DESCRIBE_ENUM(FeedOp, Hello, Received, Read, Typing)

struct FeedOperation {
  FeedOp op = FeedOp::Hello;
  std::optional<std::string> token;  // of hello
  std::optional<ChatId> chat_id;
  std::optional<std::int64_t> after;
  std::optional<std::int64_t> seq;  // of received and read
};
BOOST_DESCRIBE_STRUCT(FeedOperation, (), (op, token, chat_id, after, seq))
constexpr auto limits_of(const FeedOperation*) {
  return std::array{base::Limit{.field = "after", .minimum = 0, .maximum = 1'000'000},
                    base::Limit{.field = "seq", .minimum = 0, .maximum = 1'000'000}};
}

}  // namespace channels
