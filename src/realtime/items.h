#pragma once
// Items of a topic made from described objects that have an id.

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

}  // namespace realtime
