#pragma once
// What those who fill the sample in, and find it again, share. Private to the module.

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "access/list.h"
#include "base/id.h"
#include "base/result.h"

namespace simulator {

// The value of a verb that cannot be refused here.
template <class T>
T need(base::Result<T> result) {
  if (!result) throw std::runtime_error("the sample organisation was refused: " + result.error().key);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// All pages of a list.
template <class F>
void each_of(F page_of) {
  org::ListQuery query{200, {}};
  while (true) {
    auto page = page_of(query);
    if (!page) return;
    if (!page->next) return;
    query.after = base::parse_id(*page->next);
  }
}

}  // namespace simulator
