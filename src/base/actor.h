#pragma once
// Who acts, as a reference that events, audit and rows keep. What an actor may do
// is access::Actor.

#include <boost/describe.hpp>
#include <cstdint>

namespace base {

enum class ActorKind { System, Person, Visitor, ApiKey };
BOOST_DESCRIBE_ENUM(ActorKind, System, Person, Visitor, ApiKey)

struct ActorRef {
  ActorKind kind = ActorKind::System;
  std::int64_t id = 0;  // 0 for System

  bool operator==(const ActorRef&) const = default;
};
BOOST_DESCRIBE_STRUCT(ActorRef, (), (kind, id))

}  // namespace base
