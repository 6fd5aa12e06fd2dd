#pragma once
// Whether a text says a time: "2小时内", "明天上午10点", "within 2 hours", "by Monday". Pure.

#include <cstddef>
#include <string>

namespace wording {

// The end of the longest time said at `at` of folded letters; `at` itself when there is none.
std::size_t said_time_end(const std::u32string& letters, std::size_t at);

}  // namespace wording
