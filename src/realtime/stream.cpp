#include "realtime/stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <random>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/json.h"

namespace realtime {
namespace {

// Only has to differ from those that a client may have seen before.
std::string new_epoch() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

std::size_t hash_of(const std::string& json) {
  return std::hash<std::string>{}(json);
}

void append_items(std::string& out, const std::vector<const Item*>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i]->json;
  }
}

void append_ids(std::string& out, const std::vector<std::int64_t>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}\"{}\"", i ? "," : "", ids[i]);
}

std::vector<const Item*> all_of(const std::vector<Item>& items) {
  std::vector<const Item*> pointers;
  for (const Item& item : items) pointers.push_back(&item);
  return pointers;
}

}  // namespace

Stream::Stream(const Topic& topic, std::vector<std::int64_t> ids, std::size_t remembered_items)
    : topic_(topic), ids_(std::move(ids)), remembered_items_(remembered_items), epoch_(new_epoch()) {}

std::vector<std::int64_t> Stream::watched(const std::vector<std::int64_t>& touched) const {
  if (ids_.empty()) return touched;
  std::vector<std::int64_t> both;
  std::set_intersection(ids_.begin(), ids_.end(), touched.begin(), touched.end(), std::back_inserter(both));
  return both;
}

// True when the item was not yet told as it is now.
bool Stream::remember(const Item& item) {
  if (!remembers_) return true;
  auto [place, is_new] = told_.try_emplace(item.id, hash_of(item.json));
  return is_new || std::exchange(place->second, hash_of(item.json)) != hash_of(item.json);
}

void Stream::begin(const std::vector<Item>& items) {
  epoch_ = new_epoch();
  seq_ = 0;
  told_.clear();
  remembers_ = items.size() <= remembered_items_;
  if (remembers_)
    for (const Item& item : items) remember(item);
  write_snapshot(items);
}

Frame Stream::replace(const std::vector<Item>& items) {
  if (remembers_ && items.size() <= remembered_items_) return tell(items);
  begin(items);
  return snapshot_;
}

// Those who subscribed before are brought to the same state: else an item that
// changed and changed back would stay in the newcomer's list alone.
Frame Stream::make_snapshot(const std::vector<Item>& items) {
  Frame delta = remembers_ ? tell(items) : nullptr;
  write_snapshot(items);
  return delta;
}

Frame Stream::tell(const std::vector<Item>& items) {
  Delta delta;
  std::unordered_set<std::int64_t> present;
  for (const Item& item : items) {
    present.insert(item.id);
    if (remember(item)) delta.upserts.push_back(&item);
  }
  for (const auto& [id, hash] : told_)
    if (!present.contains(id)) delta.removes.push_back(id);
  for (std::int64_t id : delta.removes) told_.erase(id);
  return frame(delta);
}

Frame Stream::update(const std::vector<std::int64_t>& asked, const std::vector<Item>& items) {
  Delta delta;
  std::unordered_set<std::int64_t> present;
  for (const Item& item : items) {
    present.insert(item.id);
    if (remember(item)) delta.upserts.push_back(&item);
  }
  for (std::int64_t id : asked)
    if (!present.contains(id) && (!remembers_ || told_.erase(id) > 0)) delta.removes.push_back(id);
  if (told_.size() > remembered_items_) {
    remembers_ = false;
    told_.clear();
  }
  return frame(delta);
}

std::string Stream::head() const {
  std::string out = "{\"topic\":";
  base::write_json_string(out, topic_.name());
  fmt::format_to(std::back_inserter(out), ",\"epoch\":\"{}\",\"seq\":{}", epoch_, seq_);
  return out;
}

Frame Stream::frame(const Delta& delta) {
  if (delta.upserts.empty() && delta.removes.empty()) return nullptr;
  snapshot_.reset();
  ++seq_;
  std::string out = head() + ",\"upserts\":[";
  append_items(out, delta.upserts);
  out += "],\"removes\":[";
  append_ids(out, delta.removes);
  return std::make_shared<const std::string>(out + "]}");
}

void Stream::write_snapshot(const std::vector<Item>& items) {
  std::string out = head() + ",\"snapshot\":[";
  append_items(out, all_of(items));
  snapshot_ = std::make_shared<const std::string>(out + "]}");
}

}  // namespace realtime
