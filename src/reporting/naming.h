#pragma once
// What the cells of rows are called, in the asker's language. Each name is looked up once.
// Private to the module.

#include <map>
#include <string>

#include "base/messages.h"
#include "db/database.h"
#include "ivr/types.h"
#include "reporting/asking.h"

namespace reporting {

class Names {
 public:
  Names(db::Transaction& tx, const base::Messages& messages, const org::Actor& actor)
      : tx_(tx), messages_(messages), language_(actor.language), sees_centres_(actor.centres_below.size() > 1) {}

  // `value` as it stands in a RowKey.
  const std::string& of(Dimension dimension, const KeyPart& value);
  // A node's id says little, and only within a version of its flow.
  std::string node_name(ivr::FlowId flow, std::int64_t version, const std::string& node);

 private:
  std::string look_up(Dimension dimension, const KeyPart& value) const;
  std::string queue_name(routing::QueueId id) const;
  std::string exit_name(const std::string& exit) const;
  std::string word(const std::string& key) const;

  db::Transaction& tx_;
  const base::Messages& messages_;
  std::string language_;
  std::map<std::pair<std::int64_t, std::int64_t>, ivr::Graph> graphs_;
  bool sees_centres_;  // queues of several centres often have one name
  std::map<std::pair<Dimension, KeyPart>, std::string> known_;
};

// The value of a cell as the API tells it, and back; empty when it is none.
std::string text_of(Dimension dimension, Interval interval, const KeyPart& value);
std::optional<KeyPart> value_from(Dimension dimension, Interval interval, const std::string& text);

}  // namespace reporting
