#pragma once

#include <unordered_map>

#include "base/id.h"
#include "base/time.h"

namespace simulator {

// Ids of times that are past, counted within each millisecond.
class PastIds {
 public:
  explicit PastIds(int node) : node_(node) {}

  template <class T>
  T make(base::Time at) {
    return T{base::id_made_at(at, node_, made_[at]++)};
  }
  // Nothing is made of times before `at` any more.
  void forget(base::Time at) {
    std::erase_if(made_, [&](const auto& entry) { return entry.first < at; });
  }

 private:
  struct OfTime {
    std::size_t operator()(base::Time at) const { return std::hash<std::int64_t>{}(base::epoch_ms(at)); }
  };
  const int node_;
  std::unordered_map<base::Time, int, OfTime> made_;
};

}  // namespace simulator
