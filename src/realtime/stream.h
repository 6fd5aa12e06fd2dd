#pragma once
// What one group of subscribers has been told of one topic: all who see the same of
// it. Turns fresh reads into frames; knows nothing of sockets. Private to realtime,
// used by the hub's thread only.

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "realtime/hub.h"

namespace realtime {

using Frame = std::shared_ptr<const std::string>;

class Stream {
 public:
  // `ids` are sorted; empty for a whole topic.
  Stream(const Topic& topic, std::vector<std::int64_t> ids, std::size_t remembered_items);

  const Topic& topic() const { return topic_; }
  // The ids to be read, as Topic::read takes them.
  const std::vector<std::int64_t>* ids() const { return ids_.empty() ? nullptr : &ids_; }
  // Those of `touched` (sorted) that this stream is about.
  std::vector<std::int64_t> watched(const std::vector<std::int64_t>& touched) const;

  // Begins a new epoch with all items as they are now, and makes its snapshot.
  void begin(const std::vector<Item>& items);
  // The following take in a fresh read. Their frame is for those who subscribed before;
  // null when there is nothing to tell.

  // All items: a delta, or the snapshot of a new epoch.
  Frame replace(const std::vector<Item>& items);
  // What is left of the items `asked` for: a delta.
  Frame update(const std::vector<std::int64_t>& asked, const std::vector<Item>& items);
  // All items, for somebody who subscribes now and gets the snapshot that this makes: a delta.
  Frame make_snapshot(const std::vector<Item>& items);

  // What has been told so far; null when it must be made of a new read.
  const Frame& snapshot() const { return snapshot_; }
  void drop_snapshot() { snapshot_.reset(); }

 private:
  struct Delta {
    std::vector<const Item*> upserts;
    std::vector<std::int64_t> removes;
  };
  bool remember(const Item& item);
  Frame tell(const std::vector<Item>& items);
  Frame frame(const Delta& delta);
  void write_snapshot(const std::vector<Item>& items);
  std::string head() const;

  const Topic& topic_;
  const std::vector<std::int64_t> ids_;
  const std::size_t remembered_items_;
  std::string epoch_;
  std::int64_t seq_ = 0;
  bool remembers_ = true;
  std::unordered_map<std::int64_t, std::size_t> told_;  // hash of the JSON by id, when it remembers
  Frame snapshot_;
};

}  // namespace realtime
