#pragma once
// Items of a topic made from described objects that have an id, and which of them are wanted.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/json.h"
#include "realtime/hub.h"

namespace realtime {

template <class T>
std::vector<Item> items_of(const std::vector<T>& objects) {
  std::vector<Item> items;
  items.reserve(objects.size());
  for (const auto& object : objects) items.push_back({object.id.value, base::to_json(object)});
  return items;
}

// Whether Topic::read() asks for this item: for all of them, or for those of `ids`.
inline bool is_wanted(const std::vector<std::int64_t>* ids, std::int64_t id) {
  return !ids || std::find(ids->begin(), ids->end(), id) != ids->end();
}

// Those of `all` that are wanted.
template <class T>
std::vector<T> only(std::vector<T> all, const std::vector<std::int64_t>* ids) {
  std::erase_if(all, [&](const T& one) { return !is_wanted(ids, one.id.value); });
  return all;
}

}  // namespace realtime
