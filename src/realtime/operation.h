#pragma once
// What a client may send over the live feed. Private to realtime.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "base/id.h"
#include "base/result.h"

namespace realtime {

enum class Op { Subscribe, Unsubscribe };
BOOST_DESCRIBE_ENUM(Op, Subscribe, Unsubscribe)

using ItemId = base::Id<struct ItemTag>;

struct Operation {
  Op op = Op::Subscribe;
  std::string topic;
  std::optional<std::vector<ItemId>> ids;

  // Each once; empty when there are none.
  std::vector<std::int64_t> sorted_ids() const;
};
BOOST_DESCRIBE_STRUCT(Operation, (), (op, topic, ids))
inline constexpr auto limits_of(const Operation*) {
  // The hub's own limit on ids is lower; this one bounds the work of reading.
  return std::array{base::Limit{.field = "topic", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "ids", .max_items = 10'000}};
}

// Refuses with BadRequest or Invalid.
base::Result<Operation> read_operation(std::string_view text);

}  // namespace realtime
